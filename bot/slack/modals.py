"""The forms that people fill in, and what they filled in. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from bot.orders.watch import NOTE, REASON, SilenceCauses, read_silence_time
from bot.slack.blocks import Block, context

SILENCE_FORM = "silence_form"
_FOR, _WHAT, _WHY = "silence_for", "silence_what", "silence_why"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a form was opened from, kept in the form: what it is about, and where to answer."""

    environment: str
    incident: str = ""
    channel: str = ""
    thread: str = ""

    @classmethod
    def of(cls, view: Mapping[str, Any]) -> Place:
        """The place a submitted form was opened from."""
        return cls(**json.loads(view["private_metadata"]))


class Wrong(Exception):
    """What is wrong with a form: block id -> words, as Slack shows them beside the input."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__(str(errors))
        self.errors = errors


def silence_form(place: Place, cause: str) -> dict[str, Any]:
    """The form of a silence, filled in with the cause of the incident it was opened from."""
    blocks = [
        context("Nothing begins, changes or repeats aloud while it is silent. What was announced is still ended."),
        _input(_FOR, ("For how long?", "30m, 2h, 1d: at most 30d"), "30m", 20),
        _input(_WHAT, ("Which services?", "Names or patterns such as redis*; none: all"), cause, 500, optional=True),
        _input(_WHY, ("Why?", "For those who wonder why it is so quiet"), "", REASON, optional=True),
    ]
    return {
        "type": "modal",
        "callback_id": SILENCE_FORM,
        "title": _plain("Silence alerts"),
        "submit": _plain("Silence"),
        "close": _plain("Cancel"),
        "private_metadata": json.dumps(asdict(place)),
        "blocks": blocks,
    }


def silence_of(view: Mapping[str, Any]) -> SilenceCauses:
    """The silence a form asks for; Wrong names the input that cannot be understood."""
    try:
        seconds = read_silence_time(_entered(view, _FOR))
    except ValueError as problem:
        raise Wrong({_FOR: _words(problem)}) from None
    patterns = tuple(_entered(view, _WHAT).replace(",", " ").split())
    return SilenceCauses(Place.of(view).environment, seconds, patterns, _entered(view, _WHY))


def wrong_patterns(problem: Exception) -> Wrong:
    """The patterns of a silence fit nothing."""
    return Wrong({_WHAT: _words(problem)})


def _entered(view: Mapping[str, Any], name: str) -> str:
    return str(view["state"]["values"][name][name].get("value") or "").strip()


def _words(problem: Exception) -> str:
    return str(problem).replace("`", "'")[:NOTE]


def _input(name: str, words: tuple[str, str], initial: str, limit: int, *, optional: bool = False) -> Block:
    label, hint = words
    element = {"type": "plain_text_input", "action_id": name, "max_length": limit}
    if initial:
        element["initial_value"] = initial[:limit]
    return {
        "type": "input",
        "block_id": name,
        "label": _plain(label),
        "hint": _plain(hint),
        "optional": optional,
        "element": element,
    }


def _plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}
