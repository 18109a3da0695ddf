"""`medic runs`."""

from __future__ import annotations

import os
from dataclasses import asdict
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from bot.cli import common
from bot.settings import load_settings
from bot.store.database import open_database, parse_database_url
from bot.store.reports import PastRun, ReportStore
from handlers.core.ports import SystemClock
from handlers.core.redaction import Redactor


def runs(
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many, newest first.")] = 20,
    as_json: common.JsonOption = False,
) -> None:
    """List the bot's finished runs, newest first."""
    common.run(_runs(limit, as_json))


async def _runs(limit: int, as_json: bool) -> int:
    settings = load_settings(os.environ)
    engine = await open_database(parse_database_url(settings.database_url))
    try:
        recent = await ReportStore(engine, SystemClock()).recent(limit)
    finally:
        await engine.dispose()
    terminal = common.Terminal(Redactor(settings.secrets()))
    if as_json:
        terminal.document({"runs": [asdict(past) for past in recent]})
    else:
        terminal.out.print(_table(recent))
    return common.Exit.DONE


def _table(recent: tuple[PastRun, ...]) -> Table:
    table = Table("Run", "Finished (UTC)", "What", "Status", "Headline")
    for past in recent:
        cells = (past.run, f"{past.finished_at:%Y-%m-%d %H:%M}", f"{past.capability} {past.environment}", past.status)
        table.add_row(*map(Text, (*cells, past.headline)))
    return table
