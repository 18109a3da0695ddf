"""What the checks of the last days saw tells which service got worse by itself."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest

from bot.numbers import metrics_of, rank_from_history
from bot.store.database import open_database, parse_database_url
from bot.store.results import Kept, ResultStore
from bot.store.rollups import Point, RollUpStore, Series
from handlers.core.errors import Usage
from handlers.core.ports import Health
from handlers.diagnosis.metrics.series import Column

AT = datetime(2025, 3, 5, 12, tzinfo=UTC)
GRAPH = {"gateway": ("backend",), "backend": ("database", "cache"), "database": (), "cache": ()}


@pytest.fixture
async def history(tmp_path):
    """A day of a check every two minutes; from noon on the database is slow, and so is whatever waits for it."""
    engine = await open_database(parse_database_url(f"sqlite:///{tmp_path}/medic.db"))
    rng = random.Random(3)  # noqa: S311 - made-up latencies
    kept = []
    for minute in range(0, 24 * 60 + 20, 2):
        at = AT - timedelta(days=1) + timedelta(minutes=minute)
        slow = 400.0 if at >= AT else 0.0
        for service, usual in {"gateway": 60, "backend": 40, "database": 10, "cache": 5}.items():
            ms = usual * rng.uniform(0.9, 1.1) + (slow if service != "cache" else 0.0)
            kept.append(Kept("staging", service, at.timestamp(), Health.OK, ms))
    await ResultStore(engine).keep(kept)
    roll_ups = RollUpStore(engine)
    await roll_ups.roll_up("staging", AT + timedelta(minutes=22))
    yield roll_ups
    await engine.dispose()


async def test_the_service_that_got_slow_by_itself_is_named(history):
    found = await rank_from_history(history, "staging", GRAPH, AT.timestamp() + 60, ("gateway", "latency"))
    assert found[0].service == "database"
    assert "400" in found[0].reason or "41" in found[0].reason


async def test_nothing_is_named_where_nothing_is_wrong(history):
    at = AT - timedelta(hours=6)
    assert await rank_from_history(history, "staging", GRAPH, at.timestamp(), ("gateway", "latency")) == []


async def test_a_moment_that_nothing_is_kept_of_is_a_mistake(history):
    with pytest.raises(Usage, match="no result of production is kept"):
        await rank_from_history(history, "production", GRAPH, AT.timestamp(), ("gateway", "latency"))


def test_rows_are_means_of_five_minutes_and_gaps_stay_gaps():
    points = {
        "web": (Point(600.0, 10.0, 100.0), Point(660.0, 30.0, 0.0), Point(1200.0, 20.0, 100.0)),
        "cache": (Point(900.0, None, None),),
    }
    found = metrics_of(Series(0, points))
    assert list(found.times) == [600, 900, 1200]
    latency, availability = (found.values[Column("web", metric, "Average")] for metric in ("latency", "availability"))
    assert [str(value) for value in latency] == ["0.02", "nan", "0.02"]
    assert [str(value) for value in availability] == ["50.0", "nan", "100.0"]
