"""`medic run`."""

from __future__ import annotations

import asyncio
import contextlib
import signal

from bot.wiring import BotOptions, open_bot


async def until_stopped(options: BotOptions) -> int:
    """Run the bot until SIGTERM or SIGINT, then drain it."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(NotImplementedError):  # no signals on this platform's loop: Ctrl-C still ends it
            loop.add_signal_handler(number, stopped.set)
    async with open_bot(options):
        await stopped.wait()
    return 0
