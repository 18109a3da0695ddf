"""kill -9 while the ends of incidents are written about: every summary and every draft is there, once."""

from collections import Counter

import pytest

from bot.workspace.api.faults import Fault, Trouble
from tests.acceptance.process import STACK, bot_process

CHANNEL = "#incident-staging"
NAMES = ("staging-1", "staging-2")
METHODS = ("chat.postMessage", "files.completeUploadExternal")


def _said(slack):
    return [message for message in slack.control.transcript(CHANNEL) if not message["visible_to"]]


def _counts(slack):
    """How often each incident has its summary and its file."""
    summaries = [name for message in _said(slack) for name in NAMES if f"Summary of* `{name}`" in message["plain"]]
    return Counter(summaries), Counter(file["name"] for message in _said(slack) for file in message["files"])


def _draft(name):
    return f"{name}-post-mortem.md"


@pytest.mark.parametrize("method", METHODS)
async def test_a_bot_killed_while_it_writes_of_an_end_writes_it_once(tmp_path, method):
    async with bot_process(tmp_path, STACK.replace("@URL", "http://127.0.0.1:1")) as bot:
        control, faults = bot.slack.control, bot.slack.faults
        for title in ("Sign-in is odd", "Chat is slow"):
            await control.slash("alice", CHANNEL, f"/incident open staging {title}")
        await control.wait_for(lambda: len(_said(bot.slack)) == len(NAMES), seconds=20)
        for name in NAMES:
            await control.slash("alice", CHANNEL, f"/incident close {name}")
        await control.wait_for(lambda: sum("Closed by" in one["plain"] for one in _said(bot.slack)) == 2, seconds=20)
        faults.order(Fault(method, Trouble.TIMEOUT, after=True))  # it takes effect, and the bot never hears of it
        part = 0 if method == METHODS[0] else 1
        await control.wait_for(lambda: _counts(bot.slack)[part], seconds=30)
        await bot.kill()
        await bot.start()
        await control.wait_for(lambda: len(_counts(bot.slack)[1]) == len(NAMES), seconds=40)
        assert _counts(bot.slack) == (dict.fromkeys(NAMES, 1), dict.fromkeys(map(_draft, NAMES), 1))
