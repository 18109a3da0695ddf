import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.pulse import Pulse
from bot.store.database import open_database, parse_database_url
from bot.store.leases import LeaseStore
from bot.watch.replicas import Means, Patience, Replicas


class Turned:
    """A clock that is turned by hand."""

    def __init__(self):
        self.at = datetime(2026, 1, 1, tzinfo=UTC)

    def now(self):
        return self.at

    def monotonic(self):
        return self.at.timestamp()


class Others:
    """Replicas over one database, and what they say."""

    def __init__(self, engine):
        self.clock, self.said, self.taken = Turned(), [], []
        self.leases = LeaseStore(engine, self.clock)
        self.pulses = {}

    def start(self, name):
        self.pulses[name] = Pulse(self.clock)

        async def say(key, text):
            self.said.append((key, text))

        async def take_over(executor):
            self.taken.append((name, executor))
            return 2

        return Replicas(name, self.leases, (self.clock, self.pulses[name]), Means(say, take_over), Patience())

    def wait(self, seconds):
        self.clock.at += timedelta(seconds=seconds)


@pytest.fixture
async def others(tmp_path):
    engine = await open_database(parse_database_url(f"sqlite:///{tmp_path}/medic.db"))
    yield Others(engine)
    await engine.dispose()


async def test_nobody_says_anything_while_all_tick(others):
    a, b = others.start("a"), others.start("b")
    for _ in range(20):
        await a.round()
        await b.round()
        others.wait(5)
    assert (others.said, others.taken) == ([], [])


async def test_one_that_stopped_is_said_once_and_its_runs_are_taken_over_once(others):
    a, b, c = others.start("a"), others.start("b"), others.start("c")
    await asyncio.gather(a.round(), b.round(), c.round())
    for _ in range(30):
        others.wait(5)
        await asyncio.gather(b.round(), c.round())
    ((key, text),) = others.said
    assert key.startswith("stopped:a:")
    assert "replica a stopped ticking" in text
    assert [executor for _, executor in others.taken] == ["a"]


async def test_one_whose_parts_are_late_is_said_to_have_stopped_and_keeps_its_runs(others):
    a, b = others.start("a"), others.start("b")
    others.pulses["a"].expect("clock", 10.0)
    for _ in range(15):
        await a.round()
        await b.round()
        others.wait(5)
    assert [key.split(":")[1] for key, _ in others.said] == ["a"]
    assert others.taken == []


async def test_one_that_comes_back_says_so_and_may_stop_again(others):
    a, b = others.start("a"), others.start("b")
    await a.round()
    others.wait(60)
    await b.round()
    await a.round()
    assert "replica a ticks again" in others.said[-1][1]
    others.wait(60)
    await b.round()
    assert [key.split(":")[0] for key, _ in others.said] == ["stopped", "ticks", "stopped"]
    assert len({key for key, _ in others.said}) == 3


async def test_one_that_was_stopped_on_purpose_is_not_missed(others):
    a, b = others.start("a"), others.start("b")
    await a.round()
    running = asyncio.create_task(a.run())
    await asyncio.sleep(0)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    others.wait(600)
    await b.round()
    assert (others.said, others.taken) == ([], [])
