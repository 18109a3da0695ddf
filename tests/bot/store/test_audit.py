"""Changes are told apart from other runs, by environment and time, with the people behind them."""

from datetime import UTC, datetime, timedelta

from bot.runs import Origin, Run
from bot.store.audit import AuditStore
from bot.store.commands import Accepted, CommandStore
from bot.store.reports import ReportStore
from handlers.core.ports import SystemClock
from handlers.core.report import Report, Status
from handlers.core.request import Request


async def test_only_changes_are_read_newest_first(engine):
    reports, audit = ReportStore(engine, SystemClock()), AuditStore(engine)
    origin = Origin("C1", "U012AB", "button", asked_by="U045CD", name="ann")
    run = Run("r1", Request("restart-service", "staging", "redis"), origin)
    await CommandStore(engine, SystemClock()).accept(Accepted("r1", run.encode()))
    before = datetime.now(UTC)
    for name, report in (
        ("r1", Report("restart-service", "staging", Status.DONE, "redis runs", "redis")),
        ("r2", Report("diagnose", "staging", Status.HEALTHY, "all well")),
        ("r3", Report("repair.apply", "other", Status.NOT_DONE, "refused")),
    ):
        await reports.keep(name, report)
    assert [change.run for change in await audit.changes()] == ["r3", "r1"]
    (change,) = await audit.changes("staging", since=before, until=datetime.now(UTC))
    assert (change.by, change.asked_by, change.was_made) == ("<@U012AB|ann>", "<@U045CD>", True)
    assert await audit.changes(until=before - timedelta(seconds=1)) == ()
