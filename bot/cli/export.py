"""`medic replay --export`: the bot's own results as a story that `medic replay` reads."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.cli import common
from bot.cli.records import open_records
from bot.dispatch import nearest
from bot.incidents.model import Result
from bot.incidents.rules import JOURNEY, TESTS
from bot.incidents.story import Line, story_line
from bot.stack import load_stack
from bot.store.results import Kept, ResultStore
from handlers.core.errors import Usage
from handlers.core.model import parse_duration
from handlers.stack.environment import Stack

PAGE = 20_000  # results that are held in memory at once


async def export(since: str, environment: str | None, stack: Path | None) -> int:
    """Write the results of the time `since` (such as 7d) ago until now to stdout, oldest first.

    What the stack file no longer knows is left out, and counted on stderr: a replay could not read it.
    """
    loaded = load_stack(common.stack_path(stack))
    names = _chosen(environment, loaded.stack)
    end = datetime.now(UTC)
    start = end - timedelta(seconds=_span(since))
    written = left_out = 0
    async with open_records() as records:
        redact, results = records.terminal.redact, ResultStore(records.engine)
        for name in names:
            known = {*loaded.stack.environments[name].services, JOURNEY, TESTS}
            async for kept in history(results, name, start, end):
                if kept.service in known:
                    sys.stdout.write(redact(story_line(_line(kept))) + "\n")
                    written += 1
                else:
                    left_out += 1
    if left_out:
        sys.stderr.write(f"medic: left out {left_out} results of services that the stack file does not name\n")
    if not written:
        sys.stderr.write(f"medic: there are no results of the last {since}\n")
    return common.Exit.DONE


async def history(results: ResultStore, environment: str, start: datetime, end: datetime) -> AsyncIterator[Kept]:
    """All results from `start` on, before `end`, page by page; of one moment there are fewer than a page holds."""
    seen: set[str] = set()
    while page := await results.between(environment, start, end, limit=PAGE):
        for kept in page:
            if kept.at > start.timestamp() or kept.service not in seen:
                yield kept
        if len(page) < PAGE:
            return
        last = page[-1].at
        seen = {kept.service for kept in page if kept.at == last}
        start = datetime.fromtimestamp(last, UTC)


def _chosen(environment: str | None, stack: Stack) -> tuple[str, ...]:
    if environment is None:
        return tuple(stack.environments)
    if environment not in stack.environments:
        known = nearest(environment, tuple(stack.environments))
        raise Usage(f"there is no environment `{environment[:60]}`; {known}")
    return (environment,)


def _span(since: str) -> float:
    try:
        return parse_duration(since)
    except ValueError as problem:
        raise Usage(f"--since: {problem}") from None


def _line(kept: Kept) -> Line:
    return Line(kept.at, kept.environment, Result(kept.service, kept.status, kept.detail))
