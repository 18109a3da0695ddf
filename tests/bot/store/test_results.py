"""Results come back as they went in, newest first, and pages neither repeat nor lose one."""

from datetime import UTC, datetime

import pytest

from bot.store.results import Kept, ResultStore, cursor_of
from handlers.core.ports import Health

AT = 1_700_000_000.0
SERVICES = ("auth", "backend", "postgres")


def results(rounds: int = 10, environment: str = "staging") -> list[Kept]:
    return [
        Kept(environment, service, AT + number * 60, Health.FAILING if number == 3 and service == "auth" else Health.OK)
        for number in range(rounds)
        for service in SERVICES
    ]


async def test_what_was_kept_is_read_again(engine):
    store = ResultStore(engine)
    seen = Kept("staging", "auth", AT + 0.125, Health.FAILING, 12.5, "answered 502", "auth-down")
    blind = Kept("staging", "postgres", AT, Health.UNKNOWN)
    await store.keep([seen, blind])
    assert await store.page("staging") == (seen, blind)
    assert await store.page("production") == ()


async def test_the_same_moment_is_kept_once(engine):
    store = ResultStore(engine)
    await store.keep(results(1))
    await store.keep(results(1))
    assert len(await store.page("staging")) == len(SERVICES)


@pytest.mark.parametrize("service", [None, "auth"])
@pytest.mark.parametrize("only_trouble", [False, True])
async def test_pages_go_through_everything_once(engine, service, only_trouble):
    store = ResultStore(engine)
    await store.keep([*results(), *results(environment="production")])
    found: list[Kept] = []
    while page := await store.page(
        "staging", service, only_trouble=only_trouble, limit=4, before=cursor_of(found[-1]) if found else None
    ):
        found += page
    wanted = [one for one in results() if service in (None, one.service)]
    wanted = [one for one in wanted if not only_trouble or one.status is not Health.OK]
    assert found == sorted(wanted, key=lambda one: (one.at, one.service), reverse=True)


async def test_a_story_is_read_from_its_beginning(engine):
    store = ResultStore(engine)
    await store.keep(results())
    start, end = datetime.fromtimestamp(AT + 60, UTC), datetime.fromtimestamp(AT + 180, UTC)
    found = await store.between("staging", start, end)
    assert found == tuple(one for one in results() if AT + 60 <= one.at < AT + 180)


async def test_a_detail_is_cut_before_it_fills_the_disk(engine):
    store = ResultStore(engine)
    await store.keep([Kept("staging", "auth", AT, Health.FAILING, detail="x" * 5000)])
    assert len((await store.page("staging"))[0].detail) == 300
