"""The supervisor's HTTP interface: what runs, its log and changes, and the few things one may do to it.

Every request carries `Authorization: Bearer TOKEN`. Values of environment variables never leave: a fingerprint keyed by
the asker's own random key is enough to see whether two of them agree.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from bot.demo.process import Process
from bot.demo.supervisor import Supervisor
from handlers.core.errors import Permanent
from handlers.probes.settings_view import host_of

_LOG_LINES = 200
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_DEFAULTS = ("change", "default", "secret", "password", "example", "test", "todo", "xxx")

_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class SupervisorApi:
    """Serves a Supervisor on `127.0.0.1:port`."""

    def __init__(self, supervisor: Supervisor, port: int, token: str) -> None:
        self._supervisor = supervisor
        self._port = port
        self._token = token
        self._runner: web.AppRunner | None = None

    async def open(self) -> None:
        """Accept requests."""
        app = web.Application(middlewares=[self._guard])
        app.add_routes([
            web.get("/processes", self._list),
            web.get("/processes/{name}", self._show),
            web.get("/processes/{name}/environment", self._environment),
            web.post("/processes/{name}/environment", self._change_environment),
            web.post("/processes/{name}/{verb:start|stop|restart}", self._act),
        ])  # fmt: skip
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port).start()

    async def close(self) -> None:
        """Stop serving."""
        if self._runner is not None:
            await self._runner.cleanup()

    @web.middleware
    async def _guard(self, request: web.Request, handler: _Handler) -> web.StreamResponse:
        given = request.headers.get("Authorization", "")
        if not hmac.compare_digest(given.encode(), f"Bearer {self._token}".encode()):
            return _error(401, "missing or wrong bearer token")
        try:
            return await handler(request)
        except Permanent as error:
            return _error(404, str(error))
        except ValueError as error:
            return _error(400, str(error))

    async def _list(self, _: web.Request) -> web.Response:
        return web.json_response([describe(process) for process in self._supervisor])

    async def _show(self, request: web.Request) -> web.Response:
        return web.json_response(describe(self._named(request)))

    async def _act(self, request: web.Request) -> web.Response:
        process, verb = self._named(request), request.match_info["verb"]
        process.note(f"{verb} by request")
        await getattr(process, verb)()
        return web.json_response(describe(process))

    async def _environment(self, request: web.Request) -> web.Response:
        key = request.headers.get("X-Fingerprint-Key", "")
        if len(key) < 16:
            raise ValueError("X-Fingerprint-Key must be a random text of at least 16 characters")
        names = [name for name in request.query.get("names", "").split(",") if name]
        environment = self._named(request).running_environment
        return web.json_response({name: fingerprint(environment.get(name), key) for name in names})

    async def _change_environment(self, request: web.Request) -> web.Response:
        process = self._named(request)
        values = self._wanted(await request.json())
        await self._supervisor.set_environment(process.spec.name, values)
        return web.json_response(describe(process))

    def _wanted(self, body: Any) -> dict[str, str | None]:
        """`{"set": {NAME: value or null}, "copy": {NAME: {"process": ..., "name": ...}}}`, copies resolved here."""
        if not isinstance(body, dict):
            raise ValueError("expected a JSON object")
        values: dict[str, str | None] = dict(body.get("set", {}))
        for name, source in body.get("copy", {}).items():
            values[name] = self._supervisor[source["process"]].environment.get(source["name"])
        for name, value in values.items():
            if not _NAME.fullmatch(name) or not isinstance(value, str | None):
                raise ValueError(f"not a variable: {json.dumps(name)}")
        return values

    def _named(self, request: web.Request) -> Process:
        return self._supervisor[request.match_info["name"]]


def describe(process: Process) -> dict[str, Any]:
    """A process as JSON."""
    return {
        "name": process.spec.name,
        "state": process.state.value,
        "pid": process.pid,
        "exit_code": process.exit_code,
        "restarts": process.restarts,
        "suspended": process.suspended,
        "started_at": process.started_at.isoformat() if process.started_at else None,
        "port": process.spec.port,
        "log": process.log[-_LOG_LINES:],
        "changes": [{"at": change.at.isoformat(), "what": change.what} for change in process.changes],
        "runs": process.runs.describe(process.environment),
    }


def fingerprint(value: str | None, key: str) -> dict[str, Any]:
    """What may be said of a value without showing it: HMAC-SHA256 under the asker's key, length, damage, and host."""
    text = value or ""
    lowered = text.lower()
    return {
        "present": value is not None,
        "empty": value is not None and not text.strip(),
        "fingerprint": hmac.new(key.encode(), text.encode(), hashlib.sha256).hexdigest() if value is not None else None,
        "length": len(text),
        "whitespace": text != text.strip(),
        "host": host_of(text),
        "default_looking": bool(text) and (len(set(text)) < 4 or any(word in lowered for word in _DEFAULTS)),
    }


def _error(status: int, text: str) -> web.Response:
    return web.json_response({"error": text}, status=status)
