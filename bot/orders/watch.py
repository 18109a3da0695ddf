"""What people do about the watch: `/incident`, `/status` and `/silence`, read."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from bot.incidents import mentions
from bot.orders.command import Order, at_most
from bot.orders.family import Family, Form
from handlers.core.errors import Usage
from handlers.core.model import parse_duration

TITLE, NOTE, REASON = 200, 2_000, 300  # characters that are kept of what is typed
_SHORTEST, _LONGEST = 60.0, 30 * 86_400.0  # of a silence: below it is a slip, above it is forgotten about
_BECAUSE = re.compile(r"(?:^|\s)because(?:\s|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class OpenIncident(Order):
    """Open one by hand."""

    environment: str
    title: str


@dataclass(frozen=True, slots=True)
class ListIncidents(Order):
    """The open ones, and those that ended last; of one environment or of all."""

    environment: str | None = None


@dataclass(frozen=True, slots=True)
class ShowIncident(Order):
    """One, with its timeline."""

    incident: str


@dataclass(frozen=True, slots=True)
class AcknowledgeIncident(Order):
    """Take care of it."""

    incident: str


@dataclass(frozen=True, slots=True)
class NoteIncident(Order):
    """Write something into its timeline."""

    incident: str
    text: str


@dataclass(frozen=True, slots=True)
class AssignIncident(Order):
    """Name who is to take care; `to` as `mentions` stores people, or a group's name."""

    incident: str
    to: str


@dataclass(frozen=True, slots=True)
class CloseIncident(Order):
    """End it."""

    incident: str


@dataclass(frozen=True, slots=True)
class ShowStatus(Order):
    """How one environment (None: each) is. `public`: for all to see."""

    environment: str | None = None
    public: bool = False


@dataclass(frozen=True, slots=True)
class SilenceCauses(Order):
    """Say nothing of the causes that a pattern fits (none: of any) for `seconds`."""

    environment: str
    seconds: float
    patterns: tuple[str, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True)
class ListSilences(Order):
    """What is silent now."""


@dataclass(frozen=True, slots=True)
class EndSilence(Order):
    """Take a silence back."""

    silence: str


def read_silence_time(text: str) -> float:
    """Seconds of a silence, from one minute to thirty days; ValueError with what was expected."""
    try:
        seconds = parse_duration(text)
    except ValueError:
        raise ValueError(f"`{text[:40]}` is not a duration, expected for example 30m, 2h or 1d") from None
    if not _SHORTEST <= seconds <= _LONGEST:
        raise ValueError(f"`{text[:40]}` is out of range, expected from 1m to 30d")
    return seconds


def _open(text: str) -> OpenIncident:
    environment, _, title = mentions.typed(text).partition(" ")
    if not environment:
        raise Usage("which environment?")
    if not title.strip():
        raise Usage("what is wrong? Say it in a few words behind the environment")
    return OpenIncident(environment, at_most(" ".join(title.split()), TITLE, "the title"))


def _note(text: str) -> NoteIncident:
    incident, rest = _incident_and_rest(text)
    if not rest:
        raise Usage("what is to be written down?")
    return NoteIncident(incident, at_most(rest, NOTE, "the note"))


def _assign(text: str) -> AssignIncident:
    incident, rest = _incident_and_rest(text)
    if not mentions.user_of(rest) and not re.fullmatch(r"@[\w.-]{1,80}", rest):
        raise Usage(f"`{rest[:40]}` is nobody I know; write `@name`" if rest else "assign it to whom? Write `@name`")
    return AssignIncident(incident, rest)


def _incident_and_rest(text: str) -> tuple[str, str]:
    incident, _, rest = mentions.typed(text).partition(" ")
    if not incident:
        raise Usage("which incident? `list` names them")
    return incident, rest.strip()


def _alone(make: Callable[[str], Order]) -> Callable[[str], Order]:
    """Reads an incident's id and nothing behind it."""

    def read(text: str) -> Order:
        incident, rest = _incident_and_rest(text)
        if rest:
            raise Usage(f"`{rest[:60]}` is too much")
        return make(incident)

    return read


def _list(text: str) -> ListIncidents:
    return ListIncidents(_one(text.split()))


def _status(text: str) -> ShowStatus:
    words = text.split()
    public = "--public" in words
    return ShowStatus(_one([word for word in words if word != "--public"]), public)


def _one(words: list[str]) -> str | None:
    if len(words) > 1 or any(word.startswith("-") for word in words):
        raise Usage(f"`{words[-1][:60]}` is one word too many")
    return words[0] if words else None


def _silence(text: str) -> SilenceCauses:
    typed = mentions.typed(text)
    parts = _BECAUSE.split(typed, maxsplit=1)
    words = parts[0].split()
    why = f"because {parts[1].strip()}" if len(parts) > 1 and parts[1].strip() else ""
    if not words:
        raise Usage("which environment?")
    if len(words) < 2:
        raise Usage("for how long? For example 30m, 2h or 1d")
    try:
        seconds = read_silence_time(words[1])
    except ValueError as problem:
        raise Usage(str(problem)) from None
    return SilenceCauses(words[0], seconds, tuple(words[2:]), at_most(why, REASON, "the reason"))


def _silences(text: str) -> ListSilences:
    if text:
        raise Usage(f"`{text[:60]}` is too much")
    return ListSilences()


def _end(text: str) -> EndSilence:
    words = text.split()
    if len(words) != 1:
        raise Usage("which silence? `list` names them" if not words else f"`{words[-1][:60]}` is one word too many")
    return EndSilence(words[0])


INCIDENT = Family(
    "incident",
    "Open an incident by hand, list them, take one, write into its timeline, close it",
    (
        Form("open", "ENVIRONMENT TITLE...", _open),
        Form("list", "[ENVIRONMENT]", _list),
        Form("show", "ID", _alone(ShowIncident)),
        Form("ack", "ID", _alone(AcknowledgeIncident)),
        Form("assign", "ID @user", _assign),
        Form("note", "ID TEXT...", _note),
        Form("close", "ID", _alone(CloseIncident)),
    ),
    hears_people=True,
)

STATUS = Family(
    "status",
    "Show open incidents, what fails, what is silent, and the next checks",
    (Form("", "[ENVIRONMENT] [--public]", _status),),
)

SILENCE = Family(
    "silence",
    "Say nothing of some causes, or of all, for a time",
    (
        Form("", "ENVIRONMENT DURATION [PATTERN...] [because REASON...]", _silence),
        Form("list", "", _silences),
        Form("end", "ID", _end),
    ),
)
