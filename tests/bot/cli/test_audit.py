"""`medic audit`: every change, who approved it, how it ended."""

import json

from bot.runs import Origin, Run
from bot.store.commands import Accepted, CommandStore
from bot.store.reports import ReportStore
from handlers.core.ports import SystemClock
from handlers.core.report import Report, Status
from handlers.core.request import Request


async def _change(engine):
    request = Request("restart-service", "staging", "redis", {}, "run1", "U012AB")
    run = Run("run1", request, Origin("C1", "U012AB", "button", asked_by="U045CD", name="ann"))
    await CommandStore(engine, SystemClock()).accept(Accepted(run.id, run.encode()))
    reports = ReportStore(engine, SystemClock())
    await reports.keep("run1", Report("restart-service", "staging", Status.DONE, "redis runs", "redis"))
    await reports.keep("run2", Report("diagnose", "staging", Status.HEALTHY, "all well"))
    await reports.keep("run3", Report("repair.apply", "other", Status.NOT_DONE, "refused"))


def test_changes_are_listed_with_the_people_behind_them(records, typed):
    records(_change)
    result = typed("audit", "staging", "--json")
    (change,) = json.loads(result.stdout)["changes"]
    assert (change["run"], change["status"], change["service"]) == ("run1", "done", "redis")
    assert (change["approved_by"], change["asked_by"]) == ("@ann", "@U045CD")
    assert [one["run"] for one in json.loads(typed("audit", "--json").stdout)["changes"]] == ["run3", "run1"]
    assert "run1" in typed("audit").stdout


def test_nothing_changed_is_said(typed):
    assert "Nothing was changed" in typed("audit").stdout
