"""The golden path's history on request: what the bot's own reports say of the last day and week."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

from bot.store.reports import ReportStore
from handlers.context import Context, Handler
from handlers.core.report import Report
from handlers.core.request import Request
from handlers.golden_path.history import history_report
from handlers.golden_path.past import PastRun

_SPAN = timedelta(days=7)
_MOST = 10_000  # runs looked at: a run a minute for a week


def with_history(golden_path: Handler, reports: ReportStore) -> Handler:
    """The golden path's handler, which with the option `history` shows how it did instead of walking it."""

    async def handler(request: Request, context: Context) -> Report:
        if not request.options.get("history"):
            return await golden_path(request, context)
        now = context.tools.clock.now()
        kept = await reports.since(request.capability, request.environment, now - _SPAN, _MOST)
        runs = [PastRun.from_data(at.timestamp(), report.data) for at, report in kept]
        drawn = await asyncio.to_thread(history_report, request.environment, runs, now.timestamp())
        # Its own name: a history must not count as a run in the next one.
        return replace(drawn, capability=f"{request.capability}-history")

    return handler
