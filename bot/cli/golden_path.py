"""`medic golden-path`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from bot.cli import common
from bot.history import with_history
from bot.settings import load_settings
from bot.store.database import open_database, parse_database_url
from bot.store.reports import ReportStore
from handlers.core.ports import SystemClock
from handlers.core.request import Request
from handlers.golden_path.handler import golden_path as walk


def golden_path(
    environment: Annotated[str, typer.Argument(metavar="ENV")],
    sessions: Annotated[int, typer.Option(min=1, max=1000, help="How many users at once.")] = 1,
    history: Annotated[bool, typer.Option("--history", help="How it did in the last day and week.")] = False,
    stack: common.StackOption = None,
    as_json: common.JsonOption = False,
) -> None:
    """Walk one real user journey and say, stage by stage, what happened."""
    if history:
        common.run(_history(environment, stack, as_json))
    common.run(common.answer(Request("golden-path", environment, options={"sessions": sessions}), stack, as_json))


async def _history(environment: str, stack: Path | None, as_json: bool) -> int:
    """From the bot's own reports, in the database the settings name."""
    engine = await open_database(parse_database_url(load_settings(os.environ).database_url))
    try:
        handlers = {"golden-path": with_history(walk, ReportStore(engine, SystemClock()))}
        request = Request("golden-path", environment, options={"history": True})
        return await common.answer(request, stack, as_json, handlers)
    finally:
        await engine.dispose()
