"""Every ending that people heard of is written about once: after its end, whatever fails on the way."""

import asyncio

import pytest

from bot.incidents.events import Acknowledge, Claimed, Close, Open, Quieten, Results, Sent
from bot.incidents.model import Result
from bot.store.audit import AuditStore
from bot.store.incidents import IncidentStore
from bot.store.leases import LeaseStore
from bot.store.reports import ReportStore
from bot.store.watches import WatchStore
from bot.watch.chronicle import Chronicle, impact_of
from bot.watch.historian import Historian
from bot.watch.tenure import Tenure
from bot.watch.watch import Watch
from handlers.core.errors import Temporary
from handlers.core.ports import Health, SystemClock
from handlers.core.report import Evidence, Finding, Report, Role, Status, Table
from handlers.stack.environment import Stack

STACK = Stack.model_validate(
    {
        "version": 1,
        "environments": {
            "staging": {
                "impact": "sales",
                "services": {"redis": {}},
                "alerts": {"gather": 0.01, "reopen_within": "1h"},
                "schedule": [{"check": "diagnose", "every": "1m", "fail_after": 1}],
            }
        },
    }
)


class Paper:
    """Keeps what is written; fails as often as it is told to."""

    def __init__(self, fails=0):
        self.written = []
        self.fails = fails

    async def is_written(self, filed):
        return (filed.incident.id, filed.incident.reopened) in [
            (one.incident.id, one.incident.reopened) for one in self.written
        ]

    async def write(self, filed, account):
        assert filed.incident == account.incident
        if self.fails:
            self.fails -= 1
            raise Temporary("Slack is away")
        self.written.append(account)
        return True


class Scene:
    """A watch on disk with a historian."""

    def __init__(self, engine):
        self.engine, self.clock, self.paper = engine, SystemClock(), Paper()
        self.watch = Watch(lambda: STACK, WatchStore(engine), self.clock)
        self.reports = ReportStore(engine, self.clock)
        self.historian = self.another(self.paper)

    def another(self, paper):
        """One more historian, as after a restart or in another replica."""
        chronicle = Chronicle(
            lambda name: impact_of(STACK, name), self.watch.state, self.reports, AuditStore(self.engine)
        )
        self.tenure = Tenure(LeaseStore(self.engine, self.clock), self.clock, "historian", 60.0)
        return Historian(self.watch, IncidentStore(self.engine), chronicle, paper, self.tenure)

    async def happen(self, *events):
        for event in events:
            await self.watch.happen("staging", event)

    async def say_all(self):
        """Post whatever waits."""
        while outbox := (await self.watch.state("staging")).outbox:
            await self.happen(Claimed(outbox[0].key), Sent(outbox[0].key))

    async def look(self):
        """One look of the historian, which holds the lease."""
        keeping = asyncio.create_task(self.tenure.keep())
        await self.tenure.gained()
        await self.historian.write_all(self.clock.now())
        keeping.cancel()
        await asyncio.gather(keeping, return_exceptions=True)


@pytest.fixture
def scene(engine):
    return Scene(engine)


async def _ended(scene):
    await scene.happen(Open("Sign-in is odd", "ann"))
    await scene.say_all()
    await scene.happen(Acknowledge("staging-1", "ann"), Close("staging-1", "ann"))


async def test_an_ending_is_written_about_once_and_after_its_end(scene):
    await _ended(scene)
    await scene.look()
    assert scene.paper.written == []  # its end waits to be said
    await scene.say_all()
    await scene.look()
    await scene.look()
    scene.historian = scene.another(scene.paper)
    await scene.look()
    (account,) = scene.paper.written
    assert (account.incident.id, account.impact, account.acknowledged_by) == ("staging-1", "sales", "ann")


async def test_what_cannot_be_written_now_is_written_later(scene):
    await _ended(scene)
    await scene.say_all()
    scene.paper.fails = 1
    await scene.look()
    assert scene.paper.written == []
    await scene.look()
    assert len(scene.paper.written) == 1


async def test_what_goes_on_or_was_never_heard_of_is_not_written_about(scene):
    await scene.happen(Open("goes on", "ann"))
    await scene.say_all()
    until = scene.clock.now().timestamp() + 3600
    await scene.happen(Quieten(until, (), "ann"), Open("silent", "ann"), Close("staging-3", "ann"))
    await scene.say_all()
    await scene.look()
    assert scene.paper.written == []


async def test_an_ending_after_a_return_is_written_about_as_well(scene):
    def seen(health):
        return Results((Result("redis", health, "refused"),))

    await scene.happen(seen(Health.FAILING))
    await scene.say_all()
    for _ in range(2):
        await scene.happen(Close("staging-1", "ann"))
        await scene.say_all()
        await scene.look()
        await scene.happen(seen(Health.OK), seen(Health.OK), seen(Health.FAILING))
        await scene.say_all()
    assert [account.incident.reopened for account in scene.paper.written] == [0, 1]
    assert scene.paper.written[0].proofs[0].text == "refused"


async def test_a_diagnosis_and_the_changes_of_its_time_are_told(scene):
    cause = Finding(
        "redis-down", "redis", "Redis is down", Role.CAUSE, "Nothing listens.", (Evidence("redis/tcp", "refused"),)
    )
    changed = Table("What changed recently", ("when", "service", "change"), (("5 min ago", "redis", "revision 7"),))
    await scene.happen(Results((Result("redis", Health.FAILING, "refused"),)))
    await scene.say_all()
    found = Report("diagnose", "staging", Status.FAILING, "Redis is down", findings=(cause,), tables=(changed,))
    later = Report("diagnose", "staging", Status.HEALTHY, "all well")
    for run, report in (
        ("r1", found),
        ("r2", Report("restart-service", "staging", Status.DONE, "redis was restarted", "redis")),
        ("r3", Report("restart-service", "staging", Status.NOT_DONE, "nobody may", "redis")),
        ("r4", later),
    ):
        await scene.reports.keep(run, report)
    await scene.happen(Close("staging-1", "ann"))
    await scene.say_all()
    await scene.look()
    (account,) = scene.paper.written
    assert account.explanation == "Nothing listens."
    assert [proof.source for proof in account.proofs] == ["redis/tcp"]
    assert [done.text for done in account.done] == ["redis was restarted"]
    assert account.seen == ("redis: revision 7",)


async def test_it_writes_by_itself_until_it_is_stopped(scene):
    running = asyncio.create_task(scene.historian.run(scene.clock))
    await _ended(scene)
    await scene.say_all()
    async with asyncio.timeout(10):
        while not scene.paper.written:
            await scene.watch.changed(-1, 0)
            await asyncio.sleep(0)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert await LeaseStore(scene.engine, scene.clock).all() == ()
