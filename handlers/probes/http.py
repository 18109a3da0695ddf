"""One HTTP exchange: status, headers, body, JSON, latency by phase, redirects, and how long the certificate lasts."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from handlers.core.linear import holds
from handlers.core.ports import Health
from handlers.probes import phases
from handlers.probes.base import Observation, Tools
from handlers.probes.expectations import json_difference, status_matches, too_slow
from handlers.probes.http_config import HttpExpect, HttpProbe
from handlers.probes.http_exchange import Exchange, follow
from handlers.probes.reasons import Reason

__all__ = ["HttpProbe", "judge", "measure"]

SNIPPET = 1500  # characters of an unexpected body kept as a fact: enough for a health check of many parts
AT_ONCE = 64 * 1024  # bytes of a body that are judged within the event loop: a matter of a millisecond


async def measure(config: HttpProbe, tools: Tools) -> Observation:
    """OK when every expectation holds; network errors are raised, which the runner translates."""
    start = tools.clock.monotonic()
    found = await follow(config, tools)
    if isinstance(found, Observation):
        return found
    seconds = tools.clock.monotonic() - start
    if len(found.body.content) > AT_ONCE:
        seen = await asyncio.to_thread(judge, config.expect, found, seconds)
    else:
        seen = judge(config.expect, found, seconds)
    skewed = judge_clock(config.expect, found, tools.clock.now())
    if skewed is None:
        return seen
    return skewed if seen.health is Health.OK else Observation.of_all([seen, skewed]) or seen


def judge(expect: HttpExpect, found: Exchange, seconds: float) -> Observation:
    """The first expectation that does not hold, the most telling first; OK when all do. `seconds` is all it took."""
    facts = found.facts()
    if not status_matches(found.status, expect.status):
        detail = f"answered {found.status}, expected {' or '.join(expect.status)}"
        return Observation.failing(Reason.STATUS, detail, **facts, body=found.body.text[:SNIPPET])
    return (
        _judge_headers(expect, found, facts)
        or _judge_reading(found, facts)
        or _judge_body(expect, found, facts)
        or _judge_certificate(expect, found, facts)
        or too_slow(seconds, expect.within, phases.current().done)
        or Observation.ok(f"{found.status} in {seconds * 1000:.0f} ms", **facts)
    )


def judge_clock(expect: HttpExpect, found: Exchange, now: datetime) -> Observation | None:
    """Whether the clock that dated the answer differs from ours, which is the moment `now`.

    An answer out of a cache bears the date it was made (RFC 9111, 5.1: it then has an Age), and says nothing.
    """
    date = found.headers.get("date", "")
    if not date or "age" in found.headers:
        return None
    try:
        ahead = (parsedate_to_datetime(date).astimezone(UTC) - now).total_seconds()
    except (ValueError, OverflowError):
        return None
    if abs(ahead) <= expect.skew:
        return None
    detail = f"its clock is {abs(ahead):.0f} s {'ahead of' if ahead > 0 else 'behind'} ours, by the date of its answer"
    return Observation.failing(Reason.CLOCK_SKEW, detail, skew_seconds=round(ahead, 1))


def _judge_headers(expect: HttpExpect, found: Exchange, facts: dict[str, Any]) -> Observation | None:
    for name, pattern in expect.headers.items():
        value = found.headers.get(name.lower())
        if value is None or not holds(pattern, value):
            seen = "is missing" if value is None else f"is {value[:60]!r}"
            return Observation.failing(Reason.HEADER, f"header {name} {seen}", **facts, header=name)
    return None


def _judge_reading(found: Exchange, facts: dict[str, Any]) -> Observation | None:
    if found.body.damage:
        return Observation.failing(Reason.BODY, found.body.damage, **facts)
    if found.body.complete:
        return None
    size = len(found.body.content)
    detail = f"the body goes on beyond {size} bytes; reading was stopped there"
    return Observation.failing(Reason.TOO_LARGE, detail, **facts, limit=size, what="body")


def _judge_body(expect: HttpExpect, found: Exchange, facts: dict[str, Any]) -> Observation | None:
    if expect.body is None and expect.json_subset is None:
        return None
    text = found.body.text
    if expect.body is not None and not holds(expect.body, text):
        detail = f"the body does not match {expect.body[:60]!r}"
        return Observation.failing(Reason.BODY, detail, **facts, body=text[:SNIPPET])
    if expect.json_subset is None:
        return None
    try:
        difference = json_difference(expect.json_subset, found.body.json())
    except ValueError:
        return Observation.failing(Reason.JSON, "the body is not JSON", **facts, body=text[:SNIPPET])
    if not difference:
        return None
    detail = f"in the answer {difference}"
    return Observation.failing(Reason.JSON, detail, **facts, body=text[:SNIPPET], difference=difference)


def _judge_certificate(expect: HttpExpect, found: Exchange, facts: dict[str, Any]) -> Observation | None:
    if expect.tls_valid_for is None or found.certificate is None:
        return None
    return found.certificate.expiring(expect.tls_valid_for, facts)
