from datetime import UTC, datetime

from bot.incidents.draft import Step
from bot.incidents.model import Incident, State
from bot.store.incidents import IncidentStore
from bot.store.watches import WatchStore

AT = 1_800_000_000.0


async def filed(engine, environment, *incidents):
    state = State(environment, incidents={incident.id: incident for incident in incidents})
    await WatchStore(engine).change(environment, AT, lambda _state, _now: Step(state, (), ()))
    return IncidentStore(engine)


def incident(name, opened, closed=None):
    return Incident(name, "postgres", "down", opened, opened, closed=closed)


async def test_an_unknown_incident_is_none(engine):
    assert await IncidentStore(engine).get("staging-1") is None


async def test_pages_go_from_the_newest_to_the_oldest_without_a_gap(engine):
    store = await filed(engine, "staging", *(incident(f"staging-{n}", AT + n // 2) for n in range(5)))
    first = await store.page(limit=3)
    second = await store.page(limit=3, before=first[-1])
    names = [one.incident.id for one in (*first, *second)]
    assert names == ["staging-4", "staging-3", "staging-2", "staging-1", "staging-0"]


async def test_a_page_holds_to_its_environment_and_to_what_goes_on(engine):
    await filed(engine, "staging", incident("staging-1", AT), incident("staging-2", AT, closed=AT + 1))
    store = await filed(engine, "production", incident("production-1", AT))
    assert [one.incident.id for one in await store.page("staging", only_open=True)] == ["staging-1"]
    assert [one.environment for one in await store.page("production")] == ["production"]


async def test_endings_are_those_since_a_moment_the_oldest_first(engine):
    await filed(engine, "staging", incident("a", 10, 50), incident("b", 20), incident("c", 30, 40), incident("d", 1, 2))
    endings = await IncidentStore(engine).endings(datetime.fromtimestamp(40, UTC))
    assert endings == (("c", datetime.fromtimestamp(40, UTC)), ("a", datetime.fromtimestamp(50, UTC)))
