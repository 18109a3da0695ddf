"""The demo stack as a whole: start it, look at it, break it, mend it, and leave nothing behind."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from types import TracebackType

from bot.demo import stack_file
from bot.demo.api import SupervisorApi
from bot.demo.certificates import Certificates, issue
from bot.demo.control_plane import gcloud
from bot.demo.control_plane.server import ControlPlane
from bot.demo.faults.base import Fault
from bot.demo.faults.registry import FAULTS, conflict, find
from bot.demo.plan import Plan, Ports, Secrets
from bot.demo.ports import PortBlock
from bot.demo.postgres import Postgres
from bot.demo.product import product_specs
from bot.demo.redis_server import redis_spec
from bot.demo.stack_file import Platform
from bot.demo.state_directory import StateDirectory
from bot.demo.supervisor import Supervisor
from handlers.core.errors import Usage


class DemoStack:
    """`async with DemoStack() as stack:` gives a healthy stack on free ports of 127.0.0.1.

    Run it in the thread that outlives it (the main one): the kernel ties the processes to that thread.
    """

    plan: Plan
    postgres: Postgres
    certificates: Certificates
    control: ControlPlane

    def __init__(self) -> None:
        self.supervisor = Supervisor()
        self._directory = StateDirectory()
        self._block: PortBlock | None = None
        self._api: SupervisorApi | None = None
        self._active: dict[str, AsyncExitStack] = {}

    async def __aenter__(self) -> DemoStack:
        try:
            await self._open()
        except BaseException:
            await self._close()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._close()

    @property
    def variables(self) -> dict[str, str]:
        """The secrets that the `${...}` of `stack_yaml` name."""
        return stack_file.variables(self.plan)

    @property
    def active(self) -> tuple[str, ...]:
        """The names of the faults injected now, oldest first."""
        return tuple(self._active)

    def stack_yaml(self, platform: Platform = "process") -> str:
        """The text of a stack.yaml that describes this very stack as environment `staging`.

        Its platform is the supervisor, or (`cloud_run`) the local control plane over the same processes.
        """
        return stack_file.text(self.plan, self.certificates.authority, platform)

    def gcloud_environment(self) -> dict[str, str]:
        """Variables with which the gcloud command works on this stack."""
        return gcloud.environment(self.plan.ports.control, str(self.plan.directory / "gcloud"))

    async def inject(self, *names: str) -> None:
        """Break it in these ways; returns once each has taken hold.

        Usage for an unknown name, and for faults of which one would undo the other; nothing is done then.
        """
        for name in names:
            if reason := conflict(find(name).name, (*self._active, *names)):
                raise Usage(reason)
        for fault in sorted(map(find, names), key=_rank):
            if fault.name not in self._active:
                async with self._aside(fault):
                    await self._enter(fault)

    async def lift(self, name: str) -> None:
        """Take the fault away again; returns once what it broke is back.

        With the last one go the logs and changes it caused, so that the next look meets a stack without a past.
        """
        fault = find(name)
        if name in self._active:
            async with self._aside(fault):
                await self._active.pop(name).aclose()
        if not self._active:
            for process in self.supervisor:
                process.forget()

    async def lift_all(self) -> None:
        """Back to health."""
        for fault in sorted(map(find, self._active), key=_rank, reverse=True):
            await self.lift(fault.name)

    async def _enter(self, fault: Fault) -> None:
        effect = AsyncExitStack()
        await effect.enter_async_context(fault.effect(self))
        self._active[fault.name] = effect

    @asynccontextmanager
    async def _aside(self, fault: Fault) -> AsyncIterator[None]:
        """Without the faults that rank after this one and are done to the same process: a server that is stopped, or
        refuses passwords, cannot be told anything. They are back afterwards."""
        active = [find(name) for name in self._active]
        later = [other for other in active if other.touches & fault.touches and _rank(other) > _rank(fault)]
        for other in sorted(later, key=_rank, reverse=True):
            await self._active.pop(other.name).aclose()
        yield
        for other in sorted(later, key=_rank):
            await self._enter(other)

    async def _open(self) -> None:
        await asyncio.to_thread(self._directory.open)
        self._block = PortBlock()
        self.plan = Plan(self._directory.path, Ports.of(self._block), Secrets())
        self._api = SupervisorApi(self.supervisor, self.plan.ports.supervisor, self.plan.secrets.supervisor)
        await self.supervisor.open()
        await self._files()
        await asyncio.gather(self._databases(), self._product(), self._api.open())
        self.control = ControlPlane(self.plan, self.supervisor)
        await self.control.open()

    async def _files(self) -> None:
        self.certificates = await asyncio.to_thread(issue, self.plan.directory / "tls")

    async def _databases(self) -> None:
        self.postgres = await asyncio.to_thread(Postgres.of, self.plan)
        redis = self.supervisor.add(await asyncio.to_thread(redis_spec, self.plan))
        server = self.supervisor.add(self.postgres.spec())
        await asyncio.gather(redis.start(), self.postgres.create(self.supervisor.programs))
        await server.start()
        await self.postgres.fill()

    async def _product(self) -> None:
        await asyncio.gather(
            *(self.supervisor.add(spec).start() for spec in product_specs(self.plan, self.certificates))
        )

    async def _close(self) -> None:
        try:
            await self.lift_all()
        finally:
            await self._stop()

    async def _stop(self) -> None:
        if self._api is not None:
            await self._api.close()
        if hasattr(self, "control"):
            await self.control.close()
        await self.supervisor.close()
        if self._block is not None:
            self._block.close()
        await asyncio.to_thread(self._directory.close)


def _rank(fault: Fault) -> int:
    return list(FAULTS).index(fault.name)
