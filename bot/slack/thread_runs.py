"""Runs that a button under a message asks for: they play in that message's thread."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from bot.intake import run_id
from bot.runs import Origin, Run
from bot.store.reports import ReportStore
from handlers.core.request import Request

Body = Mapping[str, Any]


def thread_of(body: Body) -> str:
    """The thread of the message that was pressed upon: its root's ts."""
    message = body["message"]
    return str(message.get("thread_ts") or message["ts"])


def value_of(body: Body) -> dict[str, Any]:
    """What the button carries."""
    return dict(json.loads(body["actions"][0]["value"]))


async def thread_run(body: Body, asked: Mapping[str, Any], reports: ReportStore) -> Run:
    """The run of one click. `asked`: its capability, environment, service, options and who asked for a change.

    While that run goes on, the same person's further clicks are the same run: the id counts the runs that the thread
    has seen the end of.
    """
    channel, thread, user = body["channel"]["id"], thread_of(body), body["user"]["id"]
    earlier = await reports.count_in_thread(f"{channel}:{thread}")
    run = run_id(channel, thread, user, json.dumps(asked, sort_keys=True), str(earlier))
    origin = Origin(
        channel,
        user,
        "button",
        thread=thread,
        response_url=body.get("response_url", ""),
        asked_by=asked.get("asked_by", ""),
        name=body["user"].get("name") or body["user"].get("username") or "",
    )
    request = Request(
        asked["capability"], asked["environment"], asked.get("service"), asked.get("options", {}), run, user
    )
    return Run(run, request, origin)
