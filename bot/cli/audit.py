"""`medic audit`."""

from __future__ import annotations

from datetime import UTC
from typing import Annotated

import typer
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from bot.cli import common
from bot.cli.records import open_records
from bot.incidents import mentions
from bot.store.audit import AuditStore, Change


def audit(
    environment: Annotated[str | None, typer.Argument(metavar="[ENV]", help="Of one environment.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many, newest first.")] = 50,
    as_json: common.JsonOption = False,
) -> None:
    """List every change that was asked for through the bot, newest first, with who approved it and how it ended."""
    common.run(_audit(environment, limit, as_json))


async def _audit(environment: str | None, limit: int, as_json: bool) -> int:
    async with open_records() as records:
        changes = await AuditStore(records.engine).changes(environment, limit=limit)
        if as_json:
            records.terminal.document({"changes": [_json(change) for change in changes]})
        else:
            records.terminal.out.print(_table(changes))
    return common.Exit.DONE


def _table(changes: tuple[Change, ...]) -> RenderableType:
    if not changes:
        return Text("Nothing was changed through the bot.")
    table = Table("When (UTC)", "Run", "What", "Approved by", "Status", "Headline")
    for change in changes:
        what = " ".join(filter(None, (change.capability, change.environment, change.service)))
        cells = (f"{change.at.astimezone(UTC):%Y-%m-%d %H:%M}", change.run, what, _people(change), change.status.value)
        table.add_row(*map(Text, (*cells, change.headline)))
    return table


def _people(change: Change) -> str:
    by = mentions.plain(change.by) or "-"
    return f"{by}, asked by {mentions.plain(change.asked_by)}" if change.asked_by else by


def _json(change: Change) -> dict[str, str | None]:
    return {
        "at": change.at.astimezone(UTC).isoformat(),
        "run": change.run,
        "capability": change.capability,
        "environment": change.environment,
        "service": change.service or None,
        "status": change.status.value,
        "headline": change.headline,
        "approved_by": mentions.plain(change.by) or None,
        "asked_by": mentions.plain(change.asked_by) or None,
    }
