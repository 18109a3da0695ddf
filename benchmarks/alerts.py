"""How well alerts tell faults from noise: precision and recall over made-up days of which the truth is known.

An alert is a message in the channel that says something began. It is right when it names the root of a fault that lasts
at that moment and that nobody was alerted of before. Where Debian's Alertmanager is installed, it gets the first hours
of the first day too, shortened.
"""

from __future__ import annotations

import asyncio
import json
import re
import statistics
import time
from collections.abc import Iterable
from typing import Any

from benchmarks import alerts_alertmanager
from benchmarks.alerts_stories import FAIL_AFTER, RECOVER_AFTER, ROUND, STACK, Fault, Story, day
from bot.incidents.model import Kind, Why
from bot.incidents.replay import Told, replay

DAYS = 20
LIMITS = {"precision": 0.85, "recall": 0.98}
SIDE_BY_SIDE_HOURS, SCALE = 24, 1 / 1200

Alert = tuple[float, str]
"""When (seconds of the story), and which service is said to be the cause."""


def alerts_of(told: Iterable[Told]) -> list[Alert]:
    """Every beginning that the channel hears of."""
    begins = (Why.BEGAN, Why.REOPENED)
    return [
        (message.at, match[1])
        for one in told
        for message in one.messages
        if message.why in begins and (match := re.search(r": (\S+) fails", message.text))
    ]


def judge(alerts: Iterable[Alert], faults: list[Fault]) -> dict[str, Any]:
    """Precision, recall, and how long after its first failing round a fault was heard of (seconds)."""
    found: dict[Fault, float] = {}
    wrong = again = 0
    for at, cause in sorted(alerts):
        fault = next((one for one in faults if one.root == cause and _lasts(one, at)), None)
        if fault is None:
            wrong += 1
        elif fault in found:
            again += 1
        else:
            found[fault] = at - fault.first * ROUND
    counts = {"faults": len(faults), "found": len(found), "wrong": wrong, "again": again}
    return {**counts, "delays": list(found.values())}


def _lasts(fault: Fault, at: float) -> bool:
    return fault.first * ROUND <= at <= (fault.last + RECOVER_AFTER) * ROUND


def summary(judged: list[dict[str, Any]], heard: int) -> dict[str, Any]:
    """The figures of several stories together. `heard`: everything that could wake somebody, ends included."""
    faults, found, wrong, again = (sum(one[name] for one in judged) for name in ("faults", "found", "wrong", "again"))
    alerts = found + wrong + again
    delays = [delay for one in judged for delay in one["delays"]]
    return {
        "faults": faults,
        "found": found,
        "wrong_alerts": wrong,
        "said_again": again,
        "precision": round(found / alerts, 4) if alerts else None,
        "recall": round(found / faults, 4) if faults else None,
        "median_delay_s": statistics.median(delays) if delays else None,
        "notifications_per_fault": round(heard / faults, 2) if faults else None,
    }


def ours(stories: list[Story]) -> dict[str, Any]:
    """The bot's own machine, in virtual time."""
    judged, heard = [], 0
    for story in stories:
        told = replay(story.lines(), STACK)
        judged.append(judge(alerts_of(told), story.faults))
        heard += sum(message.kind is Kind.CHANNEL for one in told for message in one.messages)
    return summary(judged, heard)


async def theirs(story: Story) -> dict[str, Any] | str:
    """Alertmanager's notifications of the same story."""
    program = alerts_alertmanager.binary()
    if program is None:
        return "skipped: Debian's prometheus-alertmanager is not installed"
    heard = await alerts_alertmanager.notifications(program, story, SCALE)
    firing = [(at, service) for at, service, fires in heard if fires]
    return summary([judge(firing, story.faults)], len(heard))


def main() -> None:
    """Print one JSON document; fails when a limit is broken."""
    stories = [day(seed) for seed in range(DAYS)]
    began = time.perf_counter()
    result = ours(stories)
    took = time.perf_counter() - began
    short = day(0, SIDE_BY_SIDE_HOURS)
    document = {
        "benchmark": "alerts",
        "days": DAYS,
        "fail_after": FAIL_AFTER,
        "recover_after": RECOVER_AFTER,
        "opsmedic": result,
        "seconds_per_day": round(took / DAYS, 2),
        "limits": LIMITS,
        "side_by_side": {
            "hours": SIDE_BY_SIDE_HOURS,
            "opsmedic": ours([short]),
            "alertmanager": asyncio.run(theirs(short)),
        },
    }
    print(json.dumps(document, indent=2))
    if any(result[name] < limit for name, limit in LIMITS.items()):
        raise SystemExit(1)


if __name__ == "__main__":
    main()
