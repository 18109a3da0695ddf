"""The ways in: Slack by socket or by HTTP, and the one port that health, metrics and hooks are served on."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AsyncExitStack

import sqlalchemy as sa
from aiohttp import web
from slack_bolt.async_app import AsyncApp
from sqlalchemy.exc import SQLAlchemyError

from bot.health import health_routes
from bot.inbound.hooks import Diagnose, Hooks
from bot.incidents.model import State
from bot.metrics import metrics_routes
from bot.slack.connection import Connection, HttpConnection, SocketConnection
from bot.wiring.ground import Ground


def connection_of(ground: Ground, app: AsyncApp) -> Connection:
    """How Slack's commands come in."""
    if ground.options.by_http:
        return HttpConnection(app)
    return SocketConnection(app, ground.options.slack.app_token, ground.clock)


async def serve(exits: AsyncExitStack, ground: Ground, connection: Connection, diagnose: Diagnose) -> int | None:
    """Serve until `exits` closes it; the port that was bound."""
    if ground.options.port is None:
        return None

    async def ready() -> Mapping[str, bool]:
        return {"slack": await connection.ready(), "database": await _answers(ground), **ground.pulse.parts()}

    async def states() -> list[State]:
        return [await ground.watch.state(name) for name in await ground.watch.environments()]

    hooks = Hooks(ground.live.stack, ground.watch, ground.clock, ground.metrics, diagnose)
    site = web.Application(client_max_size=1024 * 1024)  # Slack's own payloads stay far below this, as do alerts
    site.add_routes([*health_routes(ready), *metrics_routes(ground.metrics, states), *hooks.routes()])
    if isinstance(connection, HttpConnection):
        site.add_routes(connection.routes())
    runner = web.AppRunner(site, access_log=None)
    await runner.setup()
    exits.push_async_callback(runner.cleanup)
    await web.TCPSite(runner, ground.options.host, ground.options.port).start()
    return int(runner.addresses[0][1])


async def _answers(ground: Ground) -> bool:
    try:
        async with ground.engine.connect() as connection:
            await connection.execute(sa.text("SELECT 1"))
    except (SQLAlchemyError, OSError):
        return False
    return True
