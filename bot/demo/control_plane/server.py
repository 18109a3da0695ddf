"""The control plane's HTTP interface, on the paths gcloud asks."""

from __future__ import annotations

import hmac
import json
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from bot.demo.control_plane import log_filter
from bot.demo.control_plane.errors import PROJECT, REGION, Refused, missing
from bot.demo.control_plane.log_entries import by_revision, entries
from bot.demo.control_plane.run import CloudRun
from bot.demo.control_plane.secrets import SecretManager
from bot.demo.control_plane.sql import CloudSql
from bot.demo.plan import HOST, Plan
from bot.demo.supervisor import Supervisor

CONNECTOR = "staging-connector"
_KNATIVE = "/apis/serving.knative.dev/v1/namespaces/{project}"
_SQL = "/sql/v1beta4/projects/{project}"
_CONNECTORS = "/v1/projects/{project}/locations/{region}/connectors"
_SECRETS = "/v1/projects/{project}/secrets/{name}"
_PRODUCT = ("auth", "backend", "gateway")

_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class ControlPlane:
    """Serves on the plan's port. `connector_state` may be set to play a VPC connector in trouble.

    Every path is also served behind the plan's secret word; the values of secrets only there, since gcloud's own
    requests carry no identity here.
    """

    def __init__(self, plan: Plan, supervisor: Supervisor) -> None:
        self.connector_state = "READY"
        self._plan = plan
        self._supervisor = supervisor
        self.secrets = SecretManager({
            "jwt-secret": plan.secrets.jwt,
            "e2e-bypass-key": plan.secrets.e2e_bypass,
            "database-url": plan.postgres_dsn,
            "redis-url": plan.redis_url,
        })  # fmt: skip
        self.run = CloudRun(supervisor, self.secrets, plan.ports.candidate)
        self.sql: CloudSql | None = None
        self._runner: web.AppRunner | None = None

    async def open(self) -> None:
        """Adopt the processes that are there and accept requests."""
        for name in _PRODUCT:
            self.run.adopt(self._supervisor[name])
        self.sql = CloudSql(self._supervisor["postgres"])
        app = web.Application(middlewares=[_translate], client_max_size=4 * 1024**2)
        for prefix in ("", f"/{{word:{self._plan.secrets.control}}}"):
            app.add_routes(self._routes(prefix))
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        await web.TCPSite(self._runner, HOST, self._plan.ports.control).start()

    async def close(self) -> None:
        """Stop serving."""
        if self._runner is not None:
            await self._runner.cleanup()
        await self.run.close()

    def record(self, process: str) -> None:
        """A process was started with other variables, past this interface: show it as a deployment."""
        self.run.record(self._supervisor[process])

    def withdraw(self, process: str) -> None:
        """Forget what was recorded of a process."""
        self.run.withdraw(self._supervisor[process])

    def _routes(self, prefix: str) -> list[web.RouteDef]:
        knative, sql, secrets = prefix + _KNATIVE, prefix + _SQL, prefix + _SECRETS
        return [
            web.get(f"{knative}/services", self._services),
            web.get(f"{knative}/services/{{name}}", self._service),
            web.put(f"{knative}/services/{{name}}", self._replace),
            web.get(f"{knative}/revisions", self._revisions),
            web.get(f"{knative}/revisions/{{name}}", self._revision),
            web.get(f"{sql}/instances", self._instances),
            web.get(f"{sql}/instances/{{name}}", self._instance),
            web.patch(f"{sql}/instances/{{name}}", self._patch_instance),
            web.post(f"{sql}/instances/{{name}}/restart", self._restart_instance),
            web.get(f"{sql}/operations", self._operations),
            web.get(f"{sql}/operations/{{name}}", self._operation),
            web.get(prefix + _CONNECTORS, self._connectors),
            web.get(prefix + _CONNECTORS + "/{name}", self._connector),
            web.post(f"{prefix}/v2/entries:list", self._entries),
            web.get(f"{prefix}/v3/projects/{{project}}/timeSeries", self._no_series),
            web.get(secrets + "/versions/{version:[^:]+}:access", self._access),
            web.post(secrets + ":addVersion", self._add_version),
        ]

    async def _services(self, _: web.Request) -> web.Response:
        items = [self.run.service(name).resource() for name in self.run.names()]
        return _json({"apiVersion": "serving.knative.dev/v1", "kind": "ServiceList", "metadata": {}, "items": items})

    async def _service(self, request: web.Request) -> web.Response:
        return _json(self.run.service(request.match_info["name"]).resource())

    async def _replace(self, request: web.Request) -> web.Response:
        return _json(self.run.replace(request.match_info["name"], await _body(request)).resource())

    async def _revisions(self, request: web.Request) -> web.Response:
        selector = request.query.get("labelSelector", "").replace(" ", "")
        wanted = selector.removeprefix("serving.knative.dev/service=")
        items = [
            revision.resource(name)
            for name in self.run.names()
            if wanted in ("", name)
            for revision in reversed(self.run.service(name).revisions)
        ]
        return _json({"apiVersion": "serving.knative.dev/v1", "kind": "RevisionList", "metadata": {}, "items": items})

    async def _revision(self, request: web.Request) -> web.Response:
        wanted = request.match_info["name"]
        for name in self.run.names():
            if revision := self.run.service(name).revision(wanted):
                return _json(revision.resource(name))
        raise missing("REVISION", wanted)

    async def _instances(self, _: web.Request) -> web.Response:
        return _json(self._sql().instances())

    async def _instance(self, request: web.Request) -> web.Response:
        return _json(self._sql().instance(request.match_info["name"]))

    async def _patch_instance(self, request: web.Request) -> web.Response:
        return _json(await self._sql().patch(request.match_info["name"], await _body(request)))

    async def _restart_instance(self, request: web.Request) -> web.Response:
        return _json(await self._sql().restart(request.match_info["name"]))

    async def _operations(self, _: web.Request) -> web.Response:
        return _json(self._sql().operations())

    async def _operation(self, request: web.Request) -> web.Response:
        return _json(self._sql().operation(request.match_info["name"]))

    async def _connectors(self, _: web.Request) -> web.Response:
        return _json({"connectors": [self._describe_connector()]})

    async def _connector(self, request: web.Request) -> web.Response:
        if request.match_info["name"] != CONNECTOR:
            raise Refused(404, f"Resource '{request.path}' was not found")
        return _json(self._describe_connector())

    async def _entries(self, request: web.Request) -> web.Response:
        body = await _body(request)
        matches = log_filter.parse(str(body.get("filter", "")))
        found = [entry for entry in self._all_entries() if matches(entry)]
        if "desc" in str(body.get("orderBy", "")):
            found.reverse()
        return _json({"entries": found[: int(body.get("pageSize") or 1000)]})

    async def _no_series(self, _: web.Request) -> web.Response:
        return _json({"timeSeries": []})

    async def _access(self, request: web.Request) -> web.Response:
        self._admit(request)
        return _json(self.secrets.access(request.match_info["name"], request.match_info["version"]))

    async def _add_version(self, request: web.Request) -> web.Response:
        self._admit(request)
        return _json(self.secrets.add(request.match_info["name"], await _body(request)))

    def _admit(self, request: web.Request) -> None:
        given = request.match_info.get("word", "")
        if not hmac.compare_digest(given, self._plan.secrets.control):
            raise Refused(403, "Permission 'secretmanager.versions.access' denied for resource (or it may not exist).")

    def _sql(self) -> CloudSql:
        if self.sql is None:
            raise Refused(503, "The service is currently unavailable.")
        return self.sql

    def _describe_connector(self) -> dict[str, Any]:
        return {
            "name": f"projects/{PROJECT}/locations/{REGION}/connectors/{CONNECTOR}",
            "network": "default",
            "ipCidrRange": "10.8.0.0/28",
            "state": self.connector_state,
            "minThroughput": 200,
            "maxThroughput": 300,
            "minInstances": 2,
            "maxInstances": 3,
            "machineType": "e2-micro",
            "connectedProjects": [PROJECT],
        }

    def _all_entries(self) -> list[dict[str, Any]]:
        found = []
        for name in self.run.names():
            service, process = self.run.service(name), self.run.process(name)
            for ran_as, lines, changes in by_revision(service, process.lines, process.changes):
                found += entries(name, ran_as, lines, changes)
            for revision in service.revisions:
                found += entries(name, revision.name, revision.lines, revision.changes)
        return sorted(found, key=lambda entry: str(entry["timestamp"]))


@web.middleware
async def _translate(request: web.Request, handler: _Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except Refused as error:
        return _json(error.body, error.status)
    except web.HTTPException as error:
        return _json(Refused(error.status, error.reason).body, error.status)


async def _body(request: web.Request) -> dict[str, Any]:
    try:
        body = await request.json()
    except ValueError:
        raise Refused(400, "Invalid JSON payload received.") from None
    if not isinstance(body, dict):
        raise Refused(400, "Invalid JSON payload received.")
    return body


def _json(body: Any, status: int = 200) -> web.Response:
    return web.Response(text=json.dumps(body), status=status, content_type="application/json")
