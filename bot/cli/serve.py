"""The work behind `medic run`; imported only by the commands that need a whole bot, for the others start faster."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from dataclasses import replace
from pathlib import Path

from bot.cli import common
from bot.cloudsecrets import with_cloud_secrets
from bot.logs import redacted_logging
from bot.settings import Mode, Settings, load_settings
from bot.stack import LoadedStack, load_stack
from bot.wiring import BotOptions, SlackAccess, open_bot
from handlers.core.redaction import Redactor


async def serve(stack: Path | None, by_http: bool) -> int:
    """Run the bot until it is told to stop; SettingsError and StackError name what keeps it from starting."""
    mode = Mode.HTTP if by_http else Mode.SOCKET
    environ = await with_cloud_secrets(os.environ)
    settings = load_settings(environ, mode)
    loaded = load_stack(common.stack_path(stack or settings.stack), environ)
    redact = Redactor((*loaded.secrets, *settings.secrets()))
    with redacted_logging(redact, settings.log_level):
        options = options_from(settings, loaded, mode)
        async with open_bot(replace(options, environ=environ, redact=redact)):
            await stop_signal()
    return 0


def options_from(settings: Settings, loaded: LoadedStack, mode: Mode) -> BotOptions:
    """What the environment and the stack file say, as the options of a bot."""
    return BotOptions(
        stack=loaded,
        slack=SlackAccess(
            settings.token("bot"), settings.token("app"), settings.token("signing"), settings.slack_api_url
        ),
        database_url=settings.database_url,
        state=settings.state_dir / "repair",
        forge_token=settings.token("forge"),
        secrets=settings.secrets(),
        executor=settings.executor_id,
        version=settings.app_version,
        prefix=settings.command_prefix,
        by_http=mode is Mode.HTTP,
        host=settings.http_host,
        port=settings.http_port,
    )


async def stop_signal() -> None:
    """Until SIGTERM or SIGINT."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(NotImplementedError):  # a loop without signals: Ctrl-C still ends the process
            loop.add_signal_handler(number, stopped.set)
    await stopped.wait()
