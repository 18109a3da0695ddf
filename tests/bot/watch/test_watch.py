import asyncio
import time
from datetime import UTC, datetime

import pytest

from bot.incidents.events import Acknowledge, Quieten, Results
from bot.incidents.model import Result, Why
from bot.store.database import open_database, parse_database_url
from bot.store.watches import WatchStore
from bot.watch.watch import Watch
from handlers.core.errors import Usage
from handlers.core.ports import Health
from handlers.stack.environment import Stack

AT = 1_800_000_000.0


class Turned:
    """A clock that is turned by hand."""

    def __init__(self):
        self.at = AT

    def now(self):
        return datetime.fromtimestamp(self.at, UTC)

    def monotonic(self):
        return time.monotonic()


def stack_of(*services, **alerts):
    environment = {
        "services": {service: {} for service in services},
        "schedule": [{"check": "diagnose", "every": "1m", "fail_after": 2, "recover_after": 1}],
        "alerts": {"gather": 0.01, **alerts},
    }
    return Stack.model_validate({"version": 1, "environments": {"staging": environment}})


@pytest.fixture
async def engine(tmp_path):
    engine = await open_database(parse_database_url(f"sqlite:///{tmp_path}/medic.db"))
    yield engine
    await engine.dispose()


@pytest.fixture
def clock():
    return Turned()


@pytest.fixture
def stacks():
    return [stack_of("postgres", "redis")]


@pytest.fixture
def watch(engine, clock, stacks):
    return Watch(lambda: stacks[-1], WatchStore(engine), clock)


def failing(service):
    return Results((Result(service, Health.FAILING, "refused"),))


async def break_postgres(watch, clock):
    await watch.happen("staging", failing("postgres"))
    clock.at += 5
    return await watch.happen("staging", failing("postgres"))


async def test_a_first_failure_wishes_to_be_looked_at_again_soon(watch):
    await watch.happen("staging", failing("postgres"))
    confirm = watch.confirms.get_nowait()
    assert (confirm.environment, confirm.service, confirm.at) == ("staging", "postgres", AT + 4.0)


async def test_a_confirmed_failure_is_in_the_outbox(watch, clock):
    made = await break_postgres(watch, clock)
    assert [message.why for message in made.said] == [Why.BEGAN]
    assert (await watch.state("staging")).outbox == made.said


async def test_what_does_not_exist_is_said_to_who_asked(watch):
    with pytest.raises(Usage, match="no incident `staging-7`"):
        await watch.happen("staging", Acknowledge("staging-7", "alice"))


async def test_who_waits_for_a_change_hears_of_it_at_once(watch, clock):
    seen = await watch.changed(-1, 0)
    waiting = asyncio.create_task(watch.changed(seen, 60))
    await asyncio.sleep(0)
    await watch.happen("staging", failing("postgres"))
    assert await waiting != seen


async def test_a_change_that_came_before_the_wait_is_not_missed(watch):
    seen = await watch.changed(-1, 0)
    await watch.happen("staging", failing("postgres"))
    assert await asyncio.wait_for(watch.changed(seen, 60), 5) != seen


async def test_time_alone_ends_a_silence(watch, clock):
    await watch.happen("staging", Quieten(AT + 100, (), "alice"))
    await break_postgres(watch, clock)
    assert (await watch.state("staging")).outbox == ()
    clock.at = AT + 101
    running = asyncio.create_task(watch.run())
    try:
        async with asyncio.timeout(10):
            while not (state := await watch.state("staging")).outbox:
                await watch.changed(-1, 0)
                await asyncio.sleep(0)
    finally:
        running.cancel()
    assert [message.why for message in state.outbox] == [Why.BEGAN]


async def test_an_environment_that_is_no_longer_in_the_stack_ends_what_it_had(watch, clock, stacks):
    await break_postgres(watch, clock)
    stacks.append(Stack.model_validate({"version": 1, "environments": {"other": {"services": {"web": {}}}}}))
    assert set(await watch.environments()) == {"other", "staging"}
    await watch.happen("staging", Results(()))
    (incident,) = (await watch.state("staging")).incidents.values()
    assert not incident.is_open


async def test_a_changed_stack_changes_the_rules(watch, stacks):
    before = watch.rules("staging")
    assert watch.rules("staging") is before
    stacks.append(stack_of("postgres", escalate_after=7.0))
    assert watch.rules("staging").alerts.escalate_after == 7.0


async def test_a_stack_file_that_changes_while_a_tick_is_written_down_counts_for_the_next(watch, clock, stacks):
    await break_postgres(watch, clock)
    changing = watch._store.change

    async def change(*arguments):
        made = await changing(*arguments)
        stacks.append(stack_of("other"))
        return made

    watch._store.change = change
    await watch._do_what_is_due()
    watch._store.change = changing
    await watch._do_what_is_due()
    (incident,) = (await watch.state("staging")).incidents.values()
    assert not incident.is_open
