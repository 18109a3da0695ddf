"""Old results are kept as fewer and fewer rows, and say the same."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from bot.store.results import Kept, ResultStore
from bot.store.rollups import Retention, RollUpStore
from bot.store.tables import RESULTS, ROLL_UPS
from handlers.core.ports import Health

START = datetime(2025, 3, 5, tzinfo=UTC)
MINUTES = 26 * 60


@pytest.fixture
async def day(engine):
    """26 hours of a check a minute of two services; `auth` fails from 10:00 to 10:30 and is slow then."""

    def one(service: str, minute: int) -> Kept:
        bad = service == "auth" and 600 <= minute < 630
        at = START.timestamp() + minute * 60 + 7
        return Kept("staging", service, at, Health.FAILING if bad else Health.OK, 100.0 if bad else 10.0)

    await ResultStore(engine).keep([one(service, minute) for minute in range(MINUTES) for service in ("auth", "redis")])
    return engine


async def counts(engine) -> dict[int, int]:
    query = sa.select(ROLL_UPS.c.span, sa.func.count()).group_by(ROLL_UPS.c.span)
    async with engine.connect() as connection:
        return dict(tuple(row) for row in await connection.execute(query))


async def test_results_become_roll_ups_of_each_size_and_a_second_time_changes_nothing(day):
    store, now = RollUpStore(day), START + timedelta(minutes=MINUTES, seconds=70)
    await store.roll_up("staging", now)
    expected = {300: 2 * MINUTES // 5, 3600: 2 * 26, 86400: 2}
    assert await counts(day) == expected
    assert await store.roll_up("staging", now) == 0
    assert await counts(day) == expected


async def test_a_window_that_is_not_over_waits(day):
    store = RollUpStore(day)
    await store.roll_up("staging", START + timedelta(hours=1, minutes=4))
    assert await counts(day) == {300: 2 * 12, 3600: 2}
    await store.roll_up("staging", START + timedelta(hours=1, minutes=5, seconds=59))
    assert (await counts(day))[300] == 2 * 12
    await store.roll_up("staging", START + timedelta(hours=1, minutes=6))
    assert (await counts(day))[300] == 2 * 13


async def test_a_series_says_the_same_however_coarse_it_is(day):
    store = RollUpStore(day)
    await store.roll_up("staging", START + timedelta(days=2))
    minute = timedelta(minutes=1)
    retentions = {0: Retention(), 300: Retention(minute), 3600: Retention(minute, minute)}
    for step, retention in retentions.items():
        read = RollUpStore(day, retention)
        series = await read.series("staging", START + timedelta(hours=9), START + timedelta(hours=12))
        assert series.step == step
        points = series.points["auth"]
        assert len(points) == 3 * 3600 // (step or 60)
        assert sum(point.availability or 0 for point in points) / len(points) == pytest.approx(100 * 150 / 180)
        assert sum(point.ms or 0 for point in points) / len(points) == pytest.approx((30 * 100 + 150 * 10) / 180)
        assert {point.availability for point in series.points["redis"]} == {100.0}


async def test_a_long_window_is_read_from_coarser_roll_ups(engine):
    assert (await RollUpStore(engine).series("staging", START - timedelta(days=1), START)).step == 0
    assert (await RollUpStore(engine).series("staging", START - timedelta(days=5), START)).step == 300
    assert (await RollUpStore(engine).series("staging", START - timedelta(days=30), START)).step == 3600
    assert (await RollUpStore(engine).series("staging", START - timedelta(days=300), START)).step == 86400


async def test_what_is_old_is_deleted_and_lives_on_in_roll_ups(day):
    retention = Retention(timedelta(hours=1), timedelta(hours=10), timedelta(hours=24), timedelta(days=30), timedelta())
    store, now = RollUpStore(day, retention), START + timedelta(hours=26, minutes=30)
    await store.roll_up("staging", now)
    async with day.connect() as connection:
        oldest = await connection.scalar(sa.select(sa.func.min(RESULTS.c.at)))
    assert oldest >= (now - timedelta(hours=1)).timestamp() * 1000
    assert await counts(day) == {300: 2 * 19 * 6, 3600: 2 * 23, 86400: 2}


@pytest.mark.parametrize(
    ("few", "hours"),
    [
        pytest.param(10_000_000, 26, id="few: all, a week and more"),
        pytest.param(120 * 10, 10, id="many: the newest"),
        pytest.param(1, 4, id="too many: never less than the least"),
    ],
)
async def test_results_are_kept_longer_while_they_are_few(day, few, hours):
    retention = Retention(results=timedelta(hours=4), few=few)
    now = START + timedelta(minutes=MINUTES)
    await RollUpStore(day, retention).roll_up("staging", now)
    async with day.connect() as connection:
        count = await connection.scalar(sa.select(sa.func.count()).select_from(RESULTS))
    assert count == hours * 120


async def test_what_could_not_be_measured_says_nothing_of_availability(engine):
    blind = Kept("staging", "auth", START.timestamp(), Health.UNKNOWN)
    await ResultStore(engine).keep([blind])
    series = await RollUpStore(engine).series("staging", START, START + timedelta(hours=1))
    assert series.points["auth"][0].availability is None
    assert series.points["auth"][0].ms is None


async def test_environments_are_those_with_history(day):
    await ResultStore(day).keep([Kept("production", "auth", START.timestamp(), Health.OK)])
    assert await RollUpStore(day).environments() == ("production", "staging")
