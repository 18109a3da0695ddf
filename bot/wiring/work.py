"""What goes on for as long as the bot does, by name."""

from __future__ import annotations

from collections.abc import Coroutine
from functools import partial
from typing import Any

from bot.durable import DurableRuns
from bot.heartbeat import heartbeat
from bot.intake import Intake
from bot.slack.announcing import announcer
from bot.slack.connection import Connection, SocketConnection
from bot.slack.speaking import speaker_of
from bot.slack.watchdog import Watchdog
from bot.slack.writing import historian_of
from bot.store.leases import LeaseStore
from bot.store.stackfiles import StackFileStore
from bot.watch.reload import Reloader
from bot.watch.replicas import Means, Replicas
from bot.watch.wiring import Scheduling
from bot.wiring.ground import Ground

Work = dict[str, Coroutine[Any, Any, None]]

_PROMPT = 30.0  # seconds; each part makes its round every few seconds at most, unless the machine is choking


def work_of(ground: Ground, durable: DurableRuns, intake: Intake) -> Work:
    """What needs no schedule."""
    live, watch, options = ground.live, ground.watch, ground.options
    for part in ("watch", "speaker"):
        ground.pulse.expect(part, _PROMPT)
    work: Work = {
        "watch": watch.run(partial(ground.pulse.beat, "watch")),
        "speaker": speaker_of(watch, ground.means).run(partial(ground.pulse.beat, "speaker")),
        "historian": historian_of(live.stack, watch, ground.means).run(ground.clock),
        "replicas": _replicas(ground, durable, intake).run(),
        "heartbeat": heartbeat(lambda: live.stack().heartbeat, ground.pulse, ground.tools.http, ground.metrics),
    }
    if options.environ is not None:
        tell = announcer(live.stack, ground.poster, ground.channels)
        work["reloader"] = Reloader(live, options.environ, options.redact, StackFileStore(ground.engine), tell).run()
    return work


def schedule_of(ground: Ground, scheduling: Scheduling, durable: DurableRuns) -> Work:
    """What carries the schedule out."""
    ground.pulse.expect("clock", _PROMPT)
    return scheduling.work(durable, partial(ground.pulse.beat, "clock"))


def care_of(ground: Ground, connection: Connection) -> Work:
    """What looks after the way in. It has to end before that is closed, or it would be opened again."""
    if not isinstance(connection, SocketConnection):
        return {}
    return {"watchdog": Watchdog(connection, ground.clock, lambda _: ground.metrics.sockets.inc()).run()}


def _replicas(ground: Ground, durable: DurableRuns, intake: Intake) -> Replicas:
    async def take_over(executor: str) -> int:
        return await durable.take_over(executor) + await intake.resume()

    tell = announcer(ground.live.stack, ground.poster, ground.channels)
    leases = LeaseStore(ground.engine, ground.clock)
    return Replicas(ground.options.executor, leases, (ground.clock, ground.pulse), Means(tell, take_over))
