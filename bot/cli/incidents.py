"""`medic incidents`."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.cli import common
from bot.cli.records import Records, open_records
from bot.incidents.postmortem import post_mortem
from bot.render.incident import incident_json, incident_page, incident_table
from bot.store.audit import AuditStore
from bot.store.incidents import Filed, IncidentStore
from bot.store.reports import ReportStore
from bot.store.watches import WatchStore
from bot.watch.chronicle import Chronicle
from handlers.core.errors import Usage
from handlers.core.ports import SystemClock


def incidents(
    what: Annotated[
        list[str] | None,
        typer.Argument(metavar="[ENV | show ID]", help="Of one environment; or one with its timeline."),
    ] = None,
    only_open: Annotated[bool, typer.Option("--open", help="Only those that go on.")] = False,
    draft: Annotated[bool, typer.Option("--post-mortem", help="With show: print the draft of a post-mortem.")] = False,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many, newest first.")] = 20,
    as_json: common.JsonOption = False,
) -> None:
    """List the incidents of the watch, newest first; or show one."""
    words = what or []
    if words[:1] == ["show"]:
        common.run(_show(words[1:], draft, as_json))
    else:
        common.run(_list(words, only_open, limit, as_json))


async def _list(words: list[str], only_open: bool, limit: int, as_json: bool) -> int:
    if len(words) > 1:
        raise Usage(f"`{words[1][:60]}` is one word too many: `medic incidents [ENV]` or `medic incidents show ID`")
    async with open_records() as records:
        found = await IncidentStore(records.engine).page(words[0] if words else None, only_open=only_open, limit=limit)
        if as_json:
            records.terminal.document({"incidents": [incident_json(filed) for filed in found]})
        else:
            records.terminal.out.print(incident_table(found))
    return common.Exit.FINDINGS if any(filed.incident.is_open for filed in found) else common.Exit.DONE


async def _show(words: list[str], draft: bool, as_json: bool) -> int:
    if len(words) != 1:
        raise Usage("which incident? `medic incidents show ID`; `medic incidents` names them")
    async with open_records() as records:
        filed = await IncidentStore(records.engine).get(words[0])
        if filed is None:
            raise Usage(f"there is no incident `{words[0][:60]}`; `medic incidents` names those there are")
        if draft:
            await _draft(records, filed)
        elif as_json:
            records.terminal.document(incident_json(filed, timeline=True))
        else:
            records.terminal.out.print(incident_page(filed), soft_wrap=True)
    return common.Exit.DONE


async def _draft(records: Records, filed: Filed) -> None:
    if filed.incident.is_open:
        raise Usage(f"incident {filed.incident.id} goes on; its post-mortem is written when it has ended")
    engine = records.engine
    reports, audit = ReportStore(engine, SystemClock()), AuditStore(engine)
    chronicle = Chronicle(lambda _: "", WatchStore(engine).get, reports, audit)
    records.terminal.out.print(
        post_mortem(await chronicle.account(filed)), markup=False, highlight=False, soft_wrap=True
    )
