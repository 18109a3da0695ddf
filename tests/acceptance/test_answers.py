"""What is answered without a run, privately, or when Slack itself is in the way."""

import pytest

from bot.workspace.api.faults import Fault, Trouble

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.parametrize("by_http", [False, True], ids=["socket", "http"])
@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("/diagnose help", "/diagnose ENVIRONMENT [SERVICE]"),
        ("/diagnose", "which environment"),
        ("/diagnose stagign", "did you mean `staging`"),
        ("/diagnose production", "there is no environment `production`"),
        ("/diagnose staging backnd", "did you mean `backend`"),
        ("/diagnose staging backend now", "one word too many"),
        ("/diagnose staging --privat", "`--private`"),
    ],
)
async def test_a_mistake_is_answered_privately_with_the_usage(converse, line, said, by_http):
    async with converse(by_http=by_http) as conversation:
        seen = await conversation.types(line)
        assert conversation.threads() == []
    (answer,) = [message for message in seen.messages if message["visible_to"]]
    assert said in answer["plain"]
    assert "/diagnose ENVIRONMENT" in answer["plain"]


async def test_a_private_answer_is_seen_by_nobody_else(demo, converse):
    await demo.inject("redis-down")
    async with converse() as conversation:
        await conversation.types("/diagnose staging --private")
        await conversation.settled()
        assert conversation.threads() == []
        accepted, answer = conversation.private()
        assert "On it" in accepted["plain"]
        assert "Root cause" in answer["plain"]
        assert conversation.slack.control.transcript("#incident-staging", "bob") == []


async def test_a_bot_that_is_not_in_the_channel_says_so_with_the_runs_id(converse):
    async with converse() as conversation:
        await conversation.types("/diagnose staging", "#general")
        await conversation.settled()
        messages = conversation.slack.control.transcript("#general", "alice")
    assert "/invite @opsmedic" in messages[-1]["plain"]
    assert "run `" in messages[-1]["plain"]
    assert all(message["visible_to"] for message in messages)


@pytest.mark.parametrize("by_http", [False, True], ids=["socket", "http"])
async def test_a_command_that_is_delivered_twice_is_one_run(converse, by_http):
    async with converse(by_http=by_http) as conversation:
        conversation.slack.courier.repeat_next(3)
        thread, _ = await conversation.asks("/diagnose staging")
    assert thread.is_whole()


async def test_a_storm_of_429s_delays_the_thread_and_loses_nothing(demo, converse):
    await demo.inject("redis-down")
    async with converse() as conversation:
        for method in ("chat.postMessage", "chat.update", "files.getUploadURLExternal"):
            conversation.slack.faults.order(Fault(method, Trouble.RATE_LIMITED, times=4, retry_after=0))
        thread, report = await conversation.asks("/diagnose staging")
    assert [cause.id for cause in report.causes] == ["redis-down"]
    assert thread.is_whole()
    assert "Root cause" in thread.root["plain"]


@pytest.mark.parametrize("after", [False, True], ids=["before it took effect", "after it took effect"])
@pytest.mark.parametrize("trouble", [Trouble.SERVER_ERROR, Trouble.DROP])
async def test_a_server_error_neither_loses_nor_doubles_a_message(converse, trouble, after):
    async with converse() as conversation:
        for method in ("chat.postMessage", "files.completeUploadExternal"):
            conversation.slack.faults.order(Fault(method, trouble, times=2, after=after))
        thread, _ = await conversation.asks("/diagnose staging")
    assert thread.is_whole()


async def test_a_thread_that_can_no_longer_be_reached_is_said_privately(converse):
    async with converse() as conversation:
        conversation.slack.faults.order(Fault("chat.postMessage", Trouble.ERROR, times=9, error="is_archived"))
        await conversation.types("/diagnose staging")
        await conversation.settled()
        answer = conversation.private()[-1]
    assert "archived" in answer["plain"]
    assert "run `" in answer["plain"]


async def test_the_app_home_lists_environments_and_starts_a_run(converse):
    async with converse() as conversation:
        control = conversation.slack.control
        control.open_home("alice")
        await control.wait_for(lambda: control.home("alice"))
        await control.click_in_view("alice", "Diagnose", app="opsmedic")
        await conversation.settled()
        thread = conversation.thread()
    assert "staging" in thread.root["plain"]


async def test_a_pasted_log_is_explained_in_its_thread(converse):
    log = "```Traceback (most recent call last):\nModuleNotFoundError: No module named 'orders'```"
    async with converse() as conversation:
        control = conversation.slack.control
        message = await control.say("bob", "#incident-staging", log)
        await control.message_shortcut("alice", "#incident-staging", message["ts"], "explain_message")
        await conversation.settled()
        thread = conversation.thread()
    assert thread.root["name"] == "bob"
    assert "orders" in thread.texts[-1]
    assert "Next step" in thread.texts[-1]


async def test_an_attached_log_is_explained_in_its_thread(converse):
    log = b"2025-11-20 10:00:00 starting\nModuleNotFoundError: No module named 'orders'\n"
    async with converse() as conversation:
        control = conversation.slack.control
        message = control.share("bob", "#incident-staging", "backend.log", log, "why does it not start?")
        await control.message_shortcut("alice", "#incident-staging", message["ts"], "explain_message")
        await conversation.settled()
        thread = conversation.thread()
    assert thread.root["name"] == "bob"
    assert "orders" in thread.texts[-1]
    assert "backend.log line 2" in thread.texts[-1]
