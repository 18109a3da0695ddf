from bot.store.reports import ReportStore
from handlers.core.ports import SystemClock
from tests.bot.reports import failing_report, healthy_report


async def test_a_report_is_kept_without_its_files(engine):
    store = ReportStore(engine, SystemClock())
    await store.keep("r1", failing_report())
    kept = await store.get("r1")
    assert kept is not None
    assert kept.causes == failing_report().causes
    assert kept.files == ()


async def test_a_run_that_finishes_twice_keeps_its_first_report(engine):
    store = ReportStore(engine, SystemClock())
    await store.keep("r1", failing_report(), "C:1")
    await store.keep("r1", healthy_report(), "C:1")
    kept = await store.get("r1")
    assert kept is not None
    assert kept.causes
    assert await store.count_in_thread("C:1") == 1


async def test_the_last_report_of_a_thread_leaves_the_present_run_out(engine):
    store = ReportStore(engine, SystemClock())
    await store.keep("r1", failing_report(), "C:1")
    await store.keep("r2", healthy_report(), "C:1")
    last = await store.last_in_thread("C:1", "r2")
    assert last is not None
    assert last.status == "failing"
    assert await store.last_in_thread("C:2", "r2") is None


async def test_recent_runs_come_newest_first_with_aware_times(engine):
    store = ReportStore(engine, SystemClock())
    await store.keep("r1", failing_report())
    await store.keep("r2", healthy_report())
    recent = await store.recent()
    assert [past.run for past in recent] == ["r2", "r1"]
    assert all(past.finished_at.tzinfo for past in recent)


async def test_an_unknown_run_has_no_report(engine):
    assert await ReportStore(engine, SystemClock()).get("nobody") is None
