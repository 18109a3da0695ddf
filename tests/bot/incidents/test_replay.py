"""A recorded story through the same machine: what would have been said, and when."""

from bot.incidents.model import Result
from bot.incidents.replay import answer, replay
from bot.incidents.story import Line
from handlers.core.ports import Health
from handlers.stack.environment import Stack
from tests.bot.incidents.watching import SHOP

OK, FAILING = Health.OK, Health.FAILING


def stack_of(fail_after=1, recover_after=1, **environments):
    check = {"check": "diagnose", "every": "1m", "fail_after": fail_after, "recover_after": recover_after}
    names = environments or {"staging": {}}
    data = {name: {"services": SHOP, "schedule": [check], **more} for name, more in names.items()}
    return Stack.model_validate({"version": 1, "environments": data})


def lines(*results, environment="staging"):
    return [
        Line(at, environment, Result(service, status, "502" if status is FAILING else ""))
        for at, services, status in results
        for service in services.split()
    ]


def test_nothing_happened():
    assert answer(replay([], stack_of())) == {"incidents": []}
    assert replay(lines((0, "postgres", OK)), stack_of()) == []


def test_the_answer_has_the_promised_form():
    story = lines((0, "postgres redis", OK), (60, "postgres auth", FAILING), (120, "postgres auth", OK))
    (incident,) = answer(replay(story, stack_of()))["incidents"]
    assert (incident["cause"], incident["opened"], incident["closed"]) == ("postgres", 60, 120)
    began, *_, ended = [message for message in incident["messages"] if message["kind"] == "channel"]
    assert set(began) == {"at", "kind", "reason", "text"}
    assert (began["at"], began["reason"]) == (60, "began")
    assert (ended["at"], ended["reason"]) == (150, "ended")


def test_what_the_story_leaves_broken_stays_open():
    (told,) = replay(lines((0, "postgres redis", OK), (60, "postgres", FAILING)), stack_of())
    assert told.incident.closed is None


def test_timers_between_lines_go_off_at_their_own_time():
    story = lines((0, "postgres redis", OK), (60, "postgres", FAILING), (30000, "postgres", FAILING))
    (told,) = replay(story, stack_of())
    assert [message.at for message in told.messages if message.why == "repeated"] == [60 + 14400, 60 + 28800]


def test_environments_know_nothing_of_each_other():
    story = lines((60, "redis", FAILING)) + lines((60, "redis", FAILING), environment="production")
    told = replay(story, stack_of(staging={}, production={"impact": "money", "protected": True}))
    texts = [one.messages[0].text for one in told]
    assert any(text.startswith("[P0] production") for text in texts)
    assert any(text.startswith("[P2] staging") for text in texts)


def test_thresholds_are_those_of_the_schedule():
    story = lines((0, "redis", FAILING), (60, "redis", FAILING), (120, "redis", OK))
    assert replay(story, stack_of(3, 2)) == []
    assert len(replay(story, stack_of(2, 1))) == 1


def test_an_incident_that_ended_long_ago_is_still_in_the_answer():
    story = lines((0, "redis", FAILING), (60, "redis", OK), (90000, "postgres", FAILING), (180000, "redis", OK))
    assert [one.incident.cause for one in replay(story, stack_of())] == ["redis", "postgres"]
