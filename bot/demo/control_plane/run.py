"""Cloud Run over the product's processes: a revision starts beside the running one, and takes over once it is up."""

from __future__ import annotations

import asyncio
import dataclasses
import secrets as random
from collections.abc import Mapping
from typing import Any

from bot.demo.control_plane import template
from bot.demo.control_plane.errors import Refused, missing
from bot.demo.control_plane.revisions import Phase, Revision, Service
from bot.demo.control_plane.secrets import SecretManager
from bot.demo.plan import HOST
from bot.demo.process import Process
from bot.demo.spec import State
from bot.demo.supervisor import Supervisor

_SUFFIX = "-service"
_OVERLAY = "revision"
_NOT_LISTENING = (
    "The user-provided container failed to start and listen on the port defined provided by the PORT={port} "
    "environment variable within the allocated timeout. Logs for this revision might contain more information."
)


class CloudRun:
    """The services by name (`backend-service` runs the process `backend`). `candidate` is a free port."""

    def __init__(self, supervisor: Supervisor, secrets: SecretManager, candidate: int) -> None:
        self._supervisor = supervisor
        self._secrets = secrets
        self._candidate = candidate
        self._services: dict[str, Service] = {}
        self._deploying = asyncio.Lock()
        self._background: set[asyncio.Task[None]] = set()

    def adopt(self, process: Process) -> None:
        """Make a service of a process that runs, with its present variables as the first revision."""
        name = process.spec.name + _SUFFIX
        built = template.build(process.spec.name, process.environment, self._secrets, process.memory_limit or 2**29)
        first = Revision(_revision_name(name, 1), built, self._visible(process), Phase.READY)
        self._services[name] = Service(name, f"http://{HOST}:{process.spec.port}", [first], first.name)

    def names(self) -> list[str]:
        """Of all services."""
        return list(self._services)

    def service(self, name: str) -> Service:
        """Its present state; Refused (404) for an unknown one."""
        service = self._services.get(name)
        if service is None:
            raise missing("SERVICE", name)
        self._look(service)
        return service

    def process(self, service: str) -> Process:
        """The process that runs a service."""
        return self._supervisor[service.removesuffix(_SUFFIX)]

    def replace(self, name: str, body: Mapping[str, Any]) -> Service:
        """`PUT .../services/NAME`: deploy a changed template, move traffic, or both; goes on after the answer."""
        service = self.service(name)
        metadata, spec = body.get("metadata") or {}, body.get("spec") or {}
        if metadata.get("resourceVersion") not in (None, service.version):
            raise Refused(409, f"Conflict for resource '{name}': version '{service.version}' is newer than yours.")
        wanted = spec.get("template") or {}
        template.memory_limit(wanted)
        traffic = _traffic(spec.get("traffic"), service, wanted)
        service.generation += 1
        service.annotations = dict(metadata.get("annotations") or service.annotations)
        service.traffic = traffic
        if template.without_name(wanted) != template.without_name(service.latest.template):
            service.revisions.append(self._revision(service, wanted))
            service.told = service.latest.name
        else:
            service.told = service.wanted()
        task = asyncio.create_task(self._roll_out(service, service.latest))
        self._background.add(task)
        task.add_done_callback(self._background.discard)
        return service

    async def rolled_out(self) -> None:
        """Wait until every change that was asked for is through."""
        await asyncio.gather(*self._background)

    async def close(self) -> None:
        """End what is under way."""
        for task in self._background:
            task.cancel()
        await asyncio.gather(*self._background, return_exceptions=True)

    def record(self, process: Process) -> None:
        """Show what a process was started with, past this interface, as a revision of its service."""
        service = self._services[process.spec.name + _SUFFIX]
        found = {**template.without_name(service.latest.template)}
        spec = {**found["spec"], "containers": [dict(template.container(found))]}
        spec["containers"][0]["env"] = template.environment(process.environment, self._secrets)
        spec["containers"][0]["ports"] = template.ports(process)
        found["spec"] = spec
        name = _revision_name(service.name, len(service.revisions) + 1)
        service.revisions.append(Revision(name, found, self._visible(process), Phase.READY, recorded=True))
        service.serving = service.told = name
        service.traffic = [{"percent": 100, "latestRevision": True}]
        service.generation += 1

    def withdraw(self, process: Process) -> None:
        """Forget what was recorded, and what was deployed on top of it."""
        service = self._services[process.spec.name + _SUFFIX]
        kept = next((i for i, revision in enumerate(service.revisions) if revision.recorded), len(service.revisions))
        if kept < len(service.revisions):
            process.overlays.pop(_OVERLAY, None)
            del service.revisions[kept:]
            service.traffic = [{"percent": 100, "latestRevision": True}]
            service.serving = service.told = service.wanted()
            service.generation += 1
        if self._visible(process) != service.latest.variables:  # changed in other ways too, which stay
            self.record(process)

    def _visible(self, process: Process) -> dict[str, str]:
        return {name: value for name, value in process.environment.items() if name not in template.HIDDEN}

    def _revision(self, service: Service, wanted: dict[str, Any]) -> Revision:
        name = str((wanted.get("metadata") or {}).get("name") or "")
        if not name or service.revision(name):
            name = _revision_name(service.name, len(service.revisions) + 1)
        metadata = {**(wanted.get("metadata") or {}), "name": name}
        revision = Revision(name, {**wanted, "metadata": metadata}, {})
        try:
            revision.variables = template.variables(wanted, self._secrets)
        except Refused as error:
            revision.fail("SecretsAccessCheckFailed", str(error))
        return revision

    async def _roll_out(self, service: Service, revision: Revision) -> None:
        async with self._deploying:
            if revision.phase is Phase.PENDING:
                await self._try(service, revision)
            wanted = service.revision(service.wanted())
            if wanted is not None and wanted.phase is Phase.READY and wanted.name != service.serving:
                await self._route(service, wanted)

    async def _try(self, service: Service, revision: Revision) -> None:
        """Start it on a port of its own and see whether it comes up there."""
        image = str(template.container(revision.template).get("image", ""))
        if not image.startswith(f"gcr.io/acme-staging/{service.name.removesuffix(_SUFFIX)}"):
            revision.fail("ContainerMissing", f"Image '{image}' not found.")
            return
        running = self.process(service.name).spec
        hidden = {name: value for name, value in running.environment.items() if name in ("PATH", "RES_OPTIONS")}
        environment = {**hidden, **revision.variables, "PORT": str(self._candidate)}
        limit = template.memory_limit(revision.template)
        process = self._supervisor.add(
            dataclasses.replace(
                running, name=revision.name, port=self._candidate, environment=environment, memory_limit=limit
            )
        )
        state = await process.start()
        if state is State.RUNNING:
            revision.phase = Phase.READY
        else:
            revision.fail("HealthCheckContainerError", _NOT_LISTENING.format(port=8080))
        await self._supervisor.remove(revision.name)
        revision.lines, revision.changes = list(process.lines), list(process.changes)

    async def _route(self, service: Service, revision: Revision) -> None:
        """Let the service's own process run with what the revision says."""
        process = self.process(service.name)
        process.overlays.pop(_OVERLAY, None)
        gone = {name: None for name in self._visible(process) if name not in revision.variables}
        process.overlays[_OVERLAY] = {**gone, **revision.variables}
        process.memory_limit = template.memory_limit(revision.template)
        process.note(f"traffic moved to revision {revision.name}")
        await process.restart()
        service.serving = revision.name

    def _look(self, service: Service) -> None:
        """A revision that serves is as well as its process."""
        serving, process = service.revision(service.serving), self.process(service.name)
        if serving is None or serving.phase is Phase.PENDING:
            return
        if process.state is State.STOPPED:
            serving.fail("Retired", "It has been shut down.")
        elif process.state is State.EXITED and process.crashes:
            serving.fail(f"ExitCode{process.exit_code}", f"Container failed with: {(process.log or [''])[-1]}")
        elif process.state is State.EXITED or process.running_environment.get("PORT") != str(process.spec.port):
            serving.fail("HealthCheckContainerError", _NOT_LISTENING.format(port=8080))
        elif process.state is State.RUNNING:
            serving.phase = Phase.READY


def _revision_name(service: str, number: int) -> str:
    return f"{service}-{number:05d}-{random.token_hex(2)[:3]}"


def _traffic(asked: Any, service: Service, wanted: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The traffic list, checked as Cloud Run does."""
    if not asked:
        return [{"percent": 100, "latestRevision": True}]
    if not isinstance(asked, list) or sum(int(part.get("percent") or 0) for part in asked) != 100:
        raise Refused(400, "spec.traffic: the percentages must add up to 100")
    new = (wanted.get("metadata") or {}).get("name")
    for part in asked:
        name = part.get("revisionName")
        if name and name != new and service.revision(name) is None:
            raise Refused(404, f"Revision '{name}' referenced in traffic does not exist.")
    return [dict(part) for part in asked]
