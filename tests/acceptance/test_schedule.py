"""The bot by its own clock: nobody types anything."""

from __future__ import annotations

import asyncio
import os
import time
from dataclasses import replace
from pathlib import Path

from bot.local.world import CHANNEL
from bot.slack.manifest import manifest
from bot.stack import load_stack
from bot.wiring import BotOptions, SlackAccess, open_bot
from bot.workspace.server import LocalSlack
from tests.bot.watch.scheduling import target

STACK = """
version: 1
slack: {incident_channel: "#incident-staging"}
environments:
  staging:
    services:
      web:
        probes: [{kind: http, url: "@URL/health"}]
    schedule:
      - {check: diagnose, every: 3s, jitter: 1s}
    alerts: {confirm_after: 4s}
"""


async def until(slack: LocalSlack, words: str) -> str:
    """The first message of the channel with these words in it."""
    async with asyncio.timeout(60):
        while True:
            for message in slack.control.transcript(CHANNEL):
                if words in message["plain"]:
                    return str(message["plain"])
            await asyncio.sleep(0.05)


async def test_a_fault_is_told_within_seconds_and_a_changed_stack_file_too(tmp_path: Path) -> None:
    slack = LocalSlack()
    await slack.start()
    path = tmp_path / "stack.yaml"
    try:
        async with target() as web:
            path.write_text(STACK.replace("@URL", web.url))
            credentials = slack.install(manifest(), join=[CHANNEL]).credentials
            options = BotOptions(
                stack=load_stack(path, {}),
                slack=SlackAccess(credentials.bot_token, credentials.app_token, "", slack.api_url),
                database_url=f"sqlite:///{tmp_path}/medic.db",
                state=tmp_path / "repair",
                grace=1.0,
            )
            async with open_bot(replace(options, environ=dict(os.environ))):
                await web.was_asked(2)
                web.broken, broken_at = 1000, time.monotonic()
                await web.was_asked(web.asked + 1)
                await until(slack, "web")
                assert time.monotonic() - broken_at < 30  # 15 s on a machine that has nothing else to do
                (tmp_path / "new").write_text(path.read_text() + "\n# nothing\nrecovery: 1\n")
                (tmp_path / "new").rename(path)
                refused = await until(slack, "is refused")
                assert "\nstack.yaml:14:1: unknown key 'recovery'" in refused
                path.write_text(STACK.replace("@URL", web.url).replace("schedule:", "impact: tests\n    schedule:"))
                assert "staging: impact changed" in await until(slack, "was read again")
    finally:
        await slack.stop()
