import pytest

from bot.incidents.events import Acknowledge
from bot.workspace.api.faults import Fault, Trouble
from tests.bot.watch.speaking import CHANNEL, heard, stack_of


@pytest.fixture
def url(tmp_path):
    return f"sqlite:///{tmp_path}/medic.db"


async def test_an_incident_is_one_root_with_its_thread_and_ends_where_the_channel_sees_it(url):
    async with heard(url) as here:
        await here.sees(failing="postgres", ok="redis auth backend gateway")
        root = await here.until_said("postgres fails")
        await here.sees(failing="postgres auth")
        await here.until_said("auth fails because of postgres")
        incident = next(iter((await here.watch.state("staging")).incidents))
        await here.happens(Acknowledge(incident, "<@U0ALICE1|alice>"))
        await here.until_said("taking care")
        await here.sees(ok="postgres auth redis backend gateway")
        end = await here.until_said("Ended after")
        await here.until(lambda: "Ended" in here.roots()[0]["plain"])
        await here.until_quiet()
        assert [one["ts"] for one in here.roots()] == [root["ts"]]
        assert end["broadcast"]
        assert [one["broadcast"] for one in here.messages()[1:-1]] == [False, False]
        assert "<@U0ALICE1> is taking care" in here.messages()[2]["plain"]


async def incident_of(here, environment="staging"):
    return next(iter((await here.watch.state(environment)).incidents.values()))


async def begun(here, environment="staging", channel=CHANNEL):
    """An incident that the channel has seen begin."""
    await here.sees(failing="postgres", ok="redis auth backend gateway", environment=environment)
    root = await here.until_said("postgres fails", channel)
    await here.until_quiet(environment)
    return root


def keys(messages):
    return [message["metadata"]["event_payload"]["key"] for message in messages]


@pytest.mark.parametrize("with_replies", [False, True])
async def test_a_root_that_somebody_deleted_is_posted_again_and_the_thread_goes_on_there(url, with_replies):
    async with heard(url) as here:
        root = await begun(here)
        if with_replies:
            await here.sees(failing="auth")
            await here.until_said("auth fails because")
            await here.until_quiet()
        here.slack.control.admin.delete_message(CHANNEL, root["ts"])
        await here.happens(Acknowledge((await incident_of(here)).id, "<@U0ALICE1>"))
        new = await here.until(lambda: next((one for one in here.roots() if one["ts"] != root["ts"]), None))
        await here.sees(ok="postgres auth")
        await here.until_quiet()
        end = await here.until_said("Ended after")
        assert end["thread_ts"] == new["ts"]
        assert [one["ts"] for one in here.roots()] == [new["ts"]]
        await here.until(lambda: "Ended" in here.roots()[0]["plain"])


@pytest.mark.parametrize("trouble", ["archived", "removed"])
async def test_a_channel_that_fails_stops_no_other_and_hears_all_in_order_once_it_works(url, trouble):
    stack = stack_of(environments=("staging", "production"))
    production = stack.environments["production"]
    quiet = production.model_copy(update={"alerts": production.alerts.model_copy(update={"channel": "#production"})})
    stack = stack.model_copy(update={"environments": {**stack.environments, "production": quiet}})
    async with heard(url, stack) as here:
        app = here.slack.control.app()
        here.slack.control.admin.add_channel("#production", ["alice", app.bot_user_id])
        await begun(here, "production", "#production")
        if trouble == "archived":
            here.slack.control.admin.archive("#production")
        else:
            here.slack.control.admin.remove("#production", app.bot_user_id)
        await here.sees(failing="auth", environment="production")
        await here.sees(ok="postgres auth redis", environment="production")
        await begun(here)
        assert sum(bool(one["app_id"]) for one in here.messages("#production")) == 1
        if trouble == "archived":
            here.slack.control.admin.archive("#production", False)
        else:
            here.slack.control.admin.invite("#production", app.bot_user_id)
        await here.until_said("Ended after", "#production")
        await here.until_quiet("production")
        said = [one for one in here.messages("#production") if one["app_id"]]
        assert keys(said) == sorted(keys(said))


async def test_after_a_429_an_end_goes_first(url):
    words, other = "Ended after", "auth fails because"
    async with heard(url, stack_of(environments=("staging", "production"))) as here:
        await begun(here)
        await begun(here, "production")
        here.slack.faults.order(Fault("chat.postMessage", Trouble.RATE_LIMITED))
        await here.sees(failing="auth", environment="production")
        await here.until_failed()
        await here.sees(ok="postgres")
        await here.until_said(other)
        await here.until_quiet()
        await here.until_quiet("production")
        after = [one["plain"] for one in here.messages() if one["is_reply"]]
        assert [words in after[0], other in after[1]] == [True, True], after


@pytest.mark.parametrize("after", [False, True], ids=["lost", "arrived"])
@pytest.mark.parametrize("trouble", [Trouble.SERVER_ERROR, Trouble.DROP])
async def test_a_post_whose_answer_is_an_error_is_there_once(url, trouble, after):
    async with heard(url) as here:
        here.slack.faults.order(Fault("chat.postMessage", trouble, after=after))
        await begun(here)
        await here.sees(ok="postgres")
        await here.until_said("Ended after")
        await here.until_quiet()
        assert len(here.roots()) == 1
        assert len(set(keys(here.messages()))) == len(here.messages()) == 2


async def test_an_alert_whose_layout_slack_refuses_is_posted_as_text(url):
    async with heard(url) as here:
        here.slack.faults.order(Fault("chat.postMessage", Trouble.ERROR, error="invalid_blocks"))
        root = await begun(here)
        assert root["blocks"] == []


async def test_an_escalation_calls_the_group_by_its_id(url):
    async with heard(url, stack_of(escalate_after=0.05, escalate_to=["@platform-oncall", "@nobody"])) as here:
        group = here.slack.control.admin.set_group("platform-oncall", ["alice"])
        await here.sees(failing="postgres", ok="redis auth backend gateway")
        called = await here.until_said("Nobody has acknowledged")
        assert f"<!subteam^{group.id}> @nobody" in called["text"]
