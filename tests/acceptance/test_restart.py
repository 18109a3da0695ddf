"""kill -9 at the worst moments: the run goes on in the same thread, and no message is lost or doubled."""

import asyncio

import pytest

from bot.workspace.api.faults import Fault, Trouble
from tests.acceptance.conversation import Thread
from tests.acceptance.process import STACK, Target, bot_process

CHANNEL = "#incident-staging"


def _public(slack):
    return [message for message in slack.control.transcript(CHANNEL) if not message["visible_to"]]


async def _finished(slack):
    return await slack.control.wait_for(
        lambda: next((m for m in _public(slack) if not m["is_reply"] and "healthy" in m["plain"]), None), seconds=40
    )


def _is_whole(slack):
    """One root, and below it everything once."""
    root, *replies = _public(slack)
    assert not root["is_reply"]
    assert all(reply["thread_ts"] == root["ts"] for reply in replies)
    thread = Thread(root, replies)
    assert thread.is_whole()
    assert "1 of 1" in thread.texts[0]
    assert "healthy" in thread.report


async def test_a_bot_killed_while_it_probes_goes_on_in_the_same_thread(tmp_path):
    target = Target()
    async with target.served() as url, bot_process(tmp_path, STACK.replace("@URL", url)) as bot:
        await bot.slack.control.slash("alice", CHANNEL, "/diagnose staging")
        await target.asked.wait()
        await bot.kill()
        target.answer.set()
        await bot.start()
        await _finished(bot.slack)
        _is_whole(bot.slack)


@pytest.mark.parametrize("count", [1, 2, 3], ids=["root", "progress", "report"])
async def test_a_bot_killed_before_it_heard_that_a_post_took_effect_does_not_post_again(tmp_path, count):
    target = Target()
    target.answer.set()
    async with target.served() as url, bot_process(tmp_path, STACK.replace("@URL", url)) as bot:
        faults = bot.slack.faults
        await bot.slack.control.slash("alice", CHANNEL, "/diagnose nowhere")  # the bot is warm and listens
        faults.order(Fault("chat.postMessage", Trouble.TIMEOUT, after=True))
        if count > 1:
            faults.clear()
            await _hang_at(bot.slack, count)
        await bot.slack.control.slash("alice", CHANNEL, "/diagnose staging")
        await bot.slack.control.wait_for(lambda: len(_public(bot.slack)) >= count or None)
        await bot.kill()
        faults.clear()
        await bot.start()
        await _finished(bot.slack)
        _is_whole(bot.slack)


async def _hang_at(slack, count):
    """Make the answer to the `count`-th post from now on never arrive: order it once the post before it is there."""

    async def order() -> None:
        await slack.control.wait_for(lambda: len(_public(slack)) >= count - 1 or None)
        slack.faults.order(Fault("chat.postMessage", Trouble.TIMEOUT, after=True))

    slack.hanging = asyncio.create_task(order())


async def test_a_command_is_on_disk_before_it_is_acknowledged(tmp_path):
    target = Target()
    target.answer.set()
    async with target.served() as url, bot_process(tmp_path, STACK.replace("@URL", url)) as bot:
        seen = await bot.slack.control.slash("alice", CHANNEL, "/diagnose staging")
        await bot.kill()
        assert seen.acknowledged
        await bot.start()
        await _finished(bot.slack)
        _is_whole(bot.slack)


async def test_sigterm_lets_a_running_run_end_and_leaves_with_status_0(tmp_path):
    target = Target()
    async with target.served() as url, bot_process(tmp_path, STACK.replace("@URL", url)) as bot:
        await bot.slack.control.slash("alice", CHANNEL, "/diagnose staging")
        await target.asked.wait()
        stopping = asyncio.create_task(bot.stop())
        target.answer.set()
        assert await stopping == 0
        _is_whole(bot.slack)
