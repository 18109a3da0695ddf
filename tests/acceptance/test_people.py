"""What people do with incidents, in a real Slack with a real bot: every answer, every mistake, nothing twice."""

import pytest

pytestmark = pytest.mark.asyncio(loop_scope="session")


def _answer(seen):
    """The one private answer to a command."""
    assert seen.acknowledged
    (answer,) = [message for message in seen.messages if message["visible_to"]]
    return answer["plain"]


@pytest.mark.parametrize("by_http", [False, True], ids=["socket", "http"])
async def test_an_incident_is_opened_taken_written_into_and_closed(converse, by_http):
    async with converse(by_http=by_http) as conversation:
        assert "Opened `staging-1`" in _answer(await conversation.types("/incident open staging Sign-in is <odd>"))
        assert "is yours" in _answer(await conversation.types("/incident ack staging-1"))
        assert "still on" in _answer(await conversation.types("/incident ack staging-1"))
        assert "assigned to <@U0BOB00000>" in _answer(await conversation.types("/incident assign staging-1 @bob"))
        assert "Kept" in _answer(await conversation.types("/incident note staging-1 rolled back & waiting"))
        listed = _answer(await conversation.types("/incident list"))
        assert "*Open incidents*" in listed
        assert "Sign-in is &lt;odd&gt;" in listed
        assert "Closed" in _answer(await conversation.types("/incident close staging-1"))
        shown = _answer(await conversation.types("/incident show staging-1"))
        assert "Opened by <@U0ALICE000>" in shown
        assert "<@U0ALICE000>: rolled back &amp; waiting" in shown
        assert "No open incidents" in _answer(await conversation.types("/incident list staging"))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("/incident", "what is to be done"),
        ("/incident open stagign It is slow", "did you mean `staging`"),
        ("/incident show staging-7", "there is no incident `staging-7`"),
        ("/incident close staging-7", "/incident close ID"),
        ("/silence staging soon", "`soon` is not a duration"),
        ("/silence staging 1h postgress", "did you mean `postgres`"),
        ("/silence end staging-7", "nothing is silenced"),
        ("/status stagign", "did you mean `staging`"),
        ("/status help", "/status [ENVIRONMENT]"),
        ("/incident help", "/incident open ENVIRONMENT TITLE"),
    ],
)
async def test_a_mistake_is_answered_privately_and_changes_nothing(converse, line, said):
    async with converse() as conversation:
        assert said in _answer(await conversation.types(line))
        state = await conversation.bot.watch.state("staging")
        assert not state.incidents
        assert not state.silences


async def test_a_command_that_is_delivered_three_times_is_done_once(converse):
    async with converse() as conversation:
        conversation.slack.courier.repeat_next(3)
        await conversation.types("/incident open staging Sign-in is odd")
        conversation.slack.courier.repeat_next(3)
        await conversation.types("/silence staging 1h redis")
        state = await conversation.bot.watch.state("staging")
        assert len(state.incidents) == 1
        assert len(state.silences) == 1


async def test_a_silence_is_made_listed_and_ended(converse):
    async with converse() as conversation:
        made = _answer(await conversation.types("/silence staging 2h redis auth* because of the move"))
        assert "`redis`, `auth*` in `staging` until" in made
        assert "of the move (`staging-1`)" in made
        assert "`redis`" in _answer(await conversation.types("/silence list"))
        assert "no silence `staging-2`; did you mean `staging-1`" in _answer(
            await conversation.types("/silence end staging-2")
        )
        assert "Ended" in _answer(await conversation.types("/silence end staging-1"))
        assert "Nothing is silenced" in _answer(await conversation.types("/silence list"))


async def test_the_status_is_private_unless_it_is_asked_for_in_public(converse):
    async with converse() as conversation:
        await conversation.types("/incident open staging Sign-in is odd")
        await conversation.types("/silence staging 2h redis")
        status = _answer(await conversation.types("/status"))
        assert "Sign-in is odd" in status
        assert ":no_bell: `redis`" in status
        assert "nothing has been measured yet" in status
        seen = await conversation.types("/status staging --public")
        assert [message["visible_to"] for message in seen.messages] == [""]


def _names(view):
    """The labels of a view's buttons beside its lines."""
    return [block["accessory"]["text"]["text"] for block in view["blocks"] if "accessory" in block]


async def test_a_check_is_paused_and_resumed_from_the_status(converse):
    async with converse() as conversation:
        seen = await conversation.types("/status staging")
        (status,) = [message for message in seen.messages if message["visible_to"]]
        assert "`diagnose` · next" in status["plain"]
        await conversation.clicks("check_pause")
        control = conversation.slack.control
        await control.wait_for(lambda: "paused by <@U0ALICE000>" in conversation.private()[-1]["plain"])
        assert len(conversation.private()) == 1
        (pause,) = await conversation.bot.scheduling.schedule.paused()
        assert (pause.environment, pause.by) == ("staging", "<@U0ALICE000|alice>")
        await conversation.clicks("check_resume")
        await control.wait_for(lambda: "paused by" not in conversation.private()[-1]["plain"])
        assert await conversation.bot.scheduling.schedule.paused() == ()


async def test_the_app_home_shows_incidents_and_the_schedule_and_pauses_checks(converse):
    async with converse() as conversation:
        control = conversation.slack.control
        await conversation.types("/incident open staging Sign-in is odd")
        control.open_home("alice")
        await control.wait_for(lambda: control.home("alice"))
        assert "Sign-in is odd" in str(control.home("alice"))
        checks = _names(control.home("alice"))
        assert set(checks) == {"Pause"}
        await control.click_in_view("alice", "check_pause", app="opsmedic")
        await control.wait_for(lambda: "Resume" in _names(control.home("alice")))
        await conversation.types("/incident close staging-1")
        control.open_home("alice")
        await control.wait_for(lambda: "Sign-in is odd" not in str(control.home("alice")))
