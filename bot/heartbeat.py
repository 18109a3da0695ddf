"""The heartbeat: an address that is called for as long as the bot does its work, so that its silence is noticed.

It speaks to whatever waits for such calls (healthchecks, an uptime monitor, any dead man's switch): a plain GET, and
again on the next cycle whatever the answer. While a part of the bot is late nothing is called.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

import httpx

from bot.metrics import Metrics
from bot.pulse import Pulse
from handlers.core.model import unset_variables
from handlers.stack.outside import Heartbeat

log = logging.getLogger(__name__)

_TIMEOUT, _LOOK = 10.0, 10.0  # seconds


async def heartbeat(
    settings: Callable[[], Heartbeat | None], pulse: Pulse, http: httpx.AsyncClient, metrics: Metrics
) -> None:
    """Call the address on each healthy cycle, until cancelled. `settings`: the present ones; None: no address."""
    while True:
        present = settings()
        if present is not None:
            await _cycle(present, pulse, http, metrics)
        await asyncio.sleep(present.every if present else _LOOK)


async def _cycle(settings: Heartbeat, pulse: Pulse, http: httpx.AsyncClient, metrics: Metrics) -> None:
    late = [part for part, on_time in pulse.parts().items() if not on_time]
    if late:
        log.warning("no heartbeat: late are %s", ", ".join(late))
        metrics.heartbeats.labels("withheld").inc()
        return
    if unset_variables(settings.url):
        return  # `medic check` says which variable is not set
    try:
        answer = await http.get(str(settings.url), timeout=_TIMEOUT)
        is_taken = answer.is_success
        problem = f"HTTP {answer.status_code}"
    except httpx.HTTPError as error:
        is_taken, problem = False, type(error).__name__
    metrics.heartbeats.labels("taken" if is_taken else "failed").inc()
    if not is_taken:
        log.warning("the heartbeat address did not take a call: %s", problem)  # the address itself is a secret
