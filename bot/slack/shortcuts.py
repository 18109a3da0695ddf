"""Message shortcuts: what can be asked about a message that somebody else wrote."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bot.commands import EXPLAIN
from bot.intake import run_id
from bot.runs import Origin, Run
from bot.slack.attachments import attached_to
from handlers.core.request import Request

_LONGEST = 100_000  # characters of a message that are kept with the run


def explain_run(body: dict[str, Any]) -> Run:
    """The run that explains the message a shortcut was used on, in that message's thread."""
    message = body["message"]
    text = "\n".join(dict.fromkeys(texts_of(message)))[:_LONGEST]
    run = run_id(body["team"]["id"], EXPLAIN, body["trigger_id"])
    user = body["user"]["id"]
    thread = message.get("thread_ts") or message["ts"]
    origin = Origin(body["channel"]["id"], user, EXPLAIN, thread=thread, response_url=body.get("response_url", ""))
    options = {"text": text, "files": attached_to(message)}
    return Run(run, Request("explain", options=options, run=run, requester=user), origin)


def texts_of(value: Any) -> Iterator[str]:
    """Every text of a message, its blocks and its attachments, in order; Slack's escapes undone. Not of its files."""
    if isinstance(value, dict):
        for key, part in value.items():
            if key == "files":
                continue
            if key in ("text", "fallback") and isinstance(part, str):
                yield part.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").strip("`")
            elif isinstance(part, dict | list):
                yield from texts_of(part)
    elif isinstance(value, list):
        for part in value:
            yield from texts_of(part)
