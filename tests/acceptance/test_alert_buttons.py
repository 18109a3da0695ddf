"""The buttons under an alert and what stands in its thread once it is over, in a real Slack with a real bot."""

import asyncio
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from bot.incidents.events import Results
from bot.incidents.model import Result
from bot.local.world import CHANNEL, demo_stack_file
from bot.workspace.api.faults import Fault, Trouble
from bot.workspace.control.transcript import Query
from handlers.core.ports import Health
from handlers.core.report import Status

pytestmark = pytest.mark.asyncio(loop_scope="session")

ALICE, CAROL = "U0ALICE000", "U0CAROL000"


def _quiet(demo, **changes):
    """The demo's stack file without its schedule: what is seen here is what the test says."""
    loaded = demo_stack_file(demo)
    staging = loaded.stack.environments["staging"].model_copy(update={"schedule": (), **changes})
    return replace(loaded, stack=loaded.stack.model_copy(update={"environments": {"staging": staging}}))


@pytest.fixture
def alerted(demo, converse):
    """`async with alerted() as (conversation, root):` opens a bot that has alerted of redis."""

    @asynccontextmanager
    async def opened(**changes):
        async with converse(stack=_quiet(demo, **changes)) as conversation:
            for _ in range(3):
                seen = Results((Result("redis", Health.FAILING, "connection refused"),))
                await conversation.bot.watch.happen("staging", seen)
            await conversation.bot.watch.happen("staging", Results((Result("redis", Health.FAILING, "refused <b>"),)))
            root = await conversation.slack.control.wait_for_message(CHANNEL, Query(contains="redis fails"))
            async with asyncio.timeout(10):  # what Slack shows the bot knows of a moment later
                change = 0
                while (await conversation.bot.watch.state("staging")).outbox:
                    change = await conversation.bot.watch.changed(change, 10)
            yield conversation, root

    return opened


async def _said(conversation, words, **query):
    """Wait until somebody says these words in the channel; that message."""
    return await conversation.slack.control.wait_for_message(CHANNEL, Query(contains=words, **query))


async def test_a_click_takes_the_incident_and_another_says_still_on_it(alerted):
    async with alerted() as (conversation, root):
        conversation.slack.courier.repeat_next(3)
        await conversation.clicks("incident_ack")
        await _said(conversation, f"<@{ALICE}> is taking care of this", thread_ts=root["ts"])
        await conversation.clicks("incident_ack")
        await _said(conversation, "you are still on it", visible_to=ALICE)
        incident = (await conversation.bot.watch.state("staging")).incidents["staging-1"]
        assert incident.holder.by == f"<@{ALICE}|alice>"
        said = [message["plain"] for message in conversation.slack.control.transcript(CHANNEL)]
        assert sum("is taking care" in text for text in said) == 1


async def test_a_click_on_what_has_ended_is_answered_privately(alerted):
    async with alerted() as (conversation, root):
        await conversation.types("/incident close staging-1")
        conversation.slack.faults.order(Fault("chat.update", Trouble.RATE_LIMITED, times=50, retry_after=30))
        value = '{"incident":"staging-1","environment":"staging","service":"redis"}'
        for button in ("incident_ack", "incident_restore"):
            await conversation.slack.control.click("carol", CHANNEL, button, ts=root["ts"], value=value)
            answer = await _said(conversation, "already ended", visible_to=CAROL)
            assert answer["visible_to"] == CAROL


async def test_a_diagnosis_plays_in_the_incidents_thread_once(alerted):
    async with alerted() as (conversation, root):
        conversation.slack.courier.repeat_next(2)
        await conversation.clicks("incident_diagnose")
        await conversation.settled()
        runs = await conversation.bot.reports.recent()
        assert [run.capability for run in runs] == ["diagnose"]
        await _said(conversation, "staging is healthy", thread_ts=root["ts"])


async def test_a_silence_is_made_in_a_form_that_says_what_is_wrong(alerted):
    async with alerted() as (conversation, root):
        control = conversation.slack.control
        seen = await conversation.clicks("incident_silence")
        assert seen.view["title"]["text"] == "Silence alerts"
        wrong = await control.submit("alice", {"silence_for": "soon"})
        assert "'soon' is not a duration" in wrong.view["errors"]["silence_for"]
        wrong = await control.submit("alice", {"silence_for": "2h", "silence_what": "rediss"})
        assert "did you mean 'redis'" in wrong.view["errors"]["silence_what"]
        done = await control.submit("alice", {"silence_what": "redis", "silence_why": "new disk"})
        assert done.view is None
        await _said(conversation, f"<@{ALICE}> silenced this until", thread_ts=root["ts"])
        await _said(conversation, "`redis` in `staging` until", visible_to=ALICE)
        (silence,) = (await conversation.bot.watch.state("staging")).silences
        assert (silence.services, silence.why) == (("redis",), "new disk")


async def test_a_form_that_slack_does_not_open_is_said_privately(alerted):
    async with alerted() as (conversation, _):
        conversation.slack.faults.order(Fault("views.open", Trouble.ERROR, error="expired_trigger_id"))
        await conversation.clicks("incident_silence")
        await _said(conversation, "Slack did not open the form", visible_to=ALICE)


async def test_a_repair_by_an_approver_plays_in_the_thread(demo, alerted):
    async with alerted() as (conversation, root):
        await conversation.clicks("incident_restore")
        await _said(conversation, "redis was restarted and runs", thread_ts=root["ts"])
        await conversation.settled()
        (run,) = await conversation.bot.reports.recent()
        assert run.status == Status.DONE


async def test_a_repair_by_anybody_else_is_refused_privately_before_anything_begins(alerted):
    async with alerted() as (conversation, _):
        await conversation.clicks("incident_restore", user="carol")
        answer = await _said(conversation, "@platform-oncall may approve", visible_to=CAROL)
        assert "nothing was changed" in answer["plain"]
        assert await conversation.bot.reports.recent() == ()


async def test_a_repair_in_a_protected_environment_waits_for_a_second_person(alerted):
    async with alerted(protected=True) as (conversation, root):
        await conversation.clicks("incident_restore")
        await _said(conversation, "Somebody else must approve", thread_ts=root["ts"])
        await conversation.clicks("Approve: Restart redis", user="alice")
        await _said(conversation, "you asked for this", thread_ts=root["ts"])
        await conversation.settled()
        await conversation.clicks("Approve: Restart redis", user="bob")
        await _said(conversation, "redis was restarted and runs", thread_ts=root["ts"])


async def test_a_message_of_the_thread_is_kept_in_the_timeline(alerted):
    async with alerted() as (conversation, root):
        control = conversation.slack.control
        message = await control.say("bob", CHANNEL, "I see <b> & more", thread_ts=root["ts"])
        await control.message_shortcut("alice", CHANNEL, message["ts"], "remember_message")
        await _said(conversation, "Kept in the timeline of `staging-1`", visible_to=ALICE)
        timeline = (await conversation.bot.watch.state("staging")).incidents["staging-1"].timeline
        assert timeline[-1].text == f"<@{ALICE}|alice>: <@U0BOB00000> wrote: I see <b> & more"
        elsewhere = await control.say("bob", CHANNEL, "lunch?")
        await control.message_shortcut("alice", CHANNEL, elsewhere["ts"], "remember_message")
        await _said(conversation, "in no incident's thread", visible_to=ALICE)


async def test_the_end_is_followed_by_a_summary_and_one_post_mortem(alerted):
    async with alerted() as (conversation, root):
        await conversation.clicks("incident_ack")
        await conversation.clicks("incident_restore")
        await _said(conversation, "redis was restarted and runs", thread_ts=root["ts"])
        conversation.slack.faults.order(
            Fault("files.completeUploadExternal", Trouble.SERVER_ERROR, times=1, after=True)
        )
        conversation.slack.faults.order(Fault("chat.postMessage", Trouble.SERVER_ERROR, times=2, after=True))
        await conversation.types("/incident close staging-1")
        await _said(conversation, "", has_file=True, thread_ts=root["ts"])
        texts = [reply["plain"] for reply in conversation.slack.control.transcript(CHANNEL) if reply["is_reply"]]
        ends = [place for place, text in enumerate(texts) if "Closed by" in text]
        summaries = [place for place, text in enumerate(texts) if "Summary of" in text]
        assert len(ends) == len(summaries) == 1
        assert ends < summaries
        assert f"by <@{ALICE}>" in texts[summaries[0]]
        assert "redis was restarted and runs (approved by" in texts[summaries[0]]
        assert "refused &lt;b&gt;" in texts[summaries[0]]
        files = [message["files"] for message in conversation.slack.control.transcript(CHANNEL) if message["files"]]
        assert [file["name"] for (file,) in files] == ["staging-1-post-mortem.md"]
