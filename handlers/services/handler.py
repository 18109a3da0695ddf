"""Restart a service: start it where it is stopped, and see it run before saying so."""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import quote

import httpx

from handlers.context import Context
from handlers.core.errors import Permanent, Temporary, Usage
from handlers.core.names import nearest
from handlers.core.report import Report, Status, Table
from handlers.core.request import Request
from handlers.stack.environment import Environment, ProcessPlatform

RESTART = "restart-service"
_PATIENCE = 30.0  # seconds until a restarted process must run
_GLANCE = 0.25
_TIMEOUT = 40.0  # the supervisor answers a restart once the process has been given its chance


def can_restart(environment: Environment, service: str) -> bool:
    """Whether this environment's platform lets a service be restarted from here."""
    known = environment.services.get(service)
    return isinstance(environment.platform, ProcessPlatform) and known is not None and known.process is not None


async def restart_service(request: Request, context: Context) -> Report:
    """Restart the process of the option `service` (or `request.service`) and wait until it runs.

    Raises Usage for a service that does not exist, Permanent where the platform cannot, Temporary when it is silent.
    """
    service = str(request.options.get("service") or request.service or "")
    environment = context.environment
    if service not in environment.services:
        near = nearest(service, environment.services)
        raise Usage(f"there is no service `{service}`" + (f"; did you mean `{near}`?" if near else ""))
    process, platform = environment.services[service].process, environment.platform
    if not isinstance(platform, ProcessPlatform) or process is None:
        raise Permanent(f"{service} is not run by a supervisor, so it cannot be restarted from here")
    supervisor = _Supervisor(context.tools.http, platform)
    before = await supervisor.state(process)
    verb = "restart" if before == "running" else "start"
    await supervisor.act(process, verb)
    after = await _settled(supervisor, process, context)
    runs = after == "running"
    return Report(
        capability=RESTART,
        environment=request.environment,
        service=service,
        status=Status.DONE if runs else Status.NOT_DONE,
        headline=f"{service} was {verb}ed and runs" if runs else f"{service} was {verb}ed and is {after}",
        tables=(Table("Change", ("service", "before", "after"), ((service, before, after),)),),
        data={"service": service, "before": before, "after": after},
    )


async def _settled(supervisor: _Supervisor, process: str, context: Context) -> str:
    """The state once it is no longer `starting`, or after the patience has run out."""
    end = context.tools.clock.monotonic() + _PATIENCE
    while (state := await supervisor.state(process)) == "starting" and context.tools.clock.monotonic() < end:  # noqa: ASYNC110 - the supervisor tells nobody by itself
        await asyncio.sleep(_GLANCE)
    return state


class _Supervisor:
    """The supervisor's HTTP interface, as far as it changes things."""

    def __init__(self, http: httpx.AsyncClient, platform: ProcessPlatform) -> None:
        self._http = http
        self._platform = platform

    async def state(self, process: str) -> str:
        """`running`, `starting`, `stopped` or `exited`."""
        return str((await self._call("GET", process, "")).get("state", "unknown"))

    async def act(self, process: str, verb: str) -> None:
        """Carry out one verb."""
        await self._call("POST", process, f"/{verb}")

    async def _call(self, method: str, process: str, rest: str) -> dict[str, Any]:
        url = f"{str(self._platform.url).rstrip('/')}/processes/{quote(process, safe='')}{rest}"
        headers = {"Authorization": f"Bearer {self._platform.token}"}
        try:
            answer = await self._http.request(method, url, headers=headers, timeout=_TIMEOUT)
        except httpx.HTTPError as problem:
            raise Temporary(f"the supervisor does not answer ({type(problem).__name__})") from problem
        if answer.status_code >= 400:
            raise Permanent(
                f"the supervisor refuses to {rest.strip('/') or 'show'} {process}: HTTP {answer.status_code}"
            )
        found = answer.json()
        return found if isinstance(found, dict) else {}
