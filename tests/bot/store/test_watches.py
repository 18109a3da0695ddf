import asyncio

import pytest

from bot.incidents.draft import Step
from bot.incidents.events import Acknowledge, Results
from bot.incidents.machine import step
from bot.incidents.model import Result
from bot.store.incidents import IncidentStore
from bot.store.watches import WatchStore
from handlers.core.errors import Usage
from handlers.core.ports import Health
from tests.bot.incidents.watching import rules_of

RULES = rules_of()
AT = 1_800_000_000.0


def failing(*services):
    return Results(tuple(Result(service, Health.FAILING, "refused") for service in services))


def move(event):
    return lambda state, now: step(state, event, now, RULES)


async def test_a_step_is_on_disk_for_every_other_reader(engine):
    made = await WatchStore(engine).change("staging", AT, move(failing("postgres")))
    assert await WatchStore(engine).get("staging") == made.state
    assert made.state.vitals["postgres"].confirmed


async def test_a_step_that_changes_nothing_writes_nothing(engine):
    store = WatchStore(engine)
    await store.change("staging", AT, move(failing("postgres")))
    before = await store.versions()
    await store.change("staging", AT, lambda state, _now: Step(state, (), ()))
    assert await store.versions() == before == {"staging": 1}


async def test_steps_of_many_replicas_are_all_taken(engine):
    stores = [WatchStore(engine) for _ in range(4)]

    def count(state, _now):
        return Step(type(state)(state.environment, counted=state.counted + 1), (), ())

    await asyncio.gather(*(store.change("staging", AT, count) for store in stores * 5))
    assert (await stores[0].get("staging")).counted == 20


async def test_time_never_goes_back_for_a_replica_whose_clock_is_behind(engine):
    moments = []

    def seen(state, now):
        moments.append(now)
        return step(state, failing("postgres"), now, RULES)

    await WatchStore(engine).change("staging", AT, seen)
    await WatchStore(engine).change("staging", AT - 100, seen)
    assert moments[-1] == AT


async def test_what_a_move_refuses_leaves_everything_as_it_was(engine):
    store = WatchStore(engine)
    with pytest.raises(Usage):
        await store.change("staging", AT, move(Acknowledge("staging-9", "alice")))
    assert await store.versions() == {}


async def test_every_incident_is_filed_as_it_changes(engine):
    store = WatchStore(engine)
    await store.change("staging", AT, move(failing("postgres")))
    made = await store.change("staging", AT + 5, move(failing("redis")))
    (name, *_) = made.state.incidents
    await store.change("staging", AT + 9, move(Acknowledge(name, "alice")))
    filed = await IncidentStore(engine).get(name)
    assert filed is not None
    assert filed.incident.holder is not None
    assert filed.environment == "staging"
    assert filed.incident.holder.by == "alice"
