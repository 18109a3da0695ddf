"""The durable-run port on DBOS: a run started here outlives the process and goes on after a restart.

DBOS keeps one instance and one registry per process: both live and die behind this class, nothing else names them.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from dbos import DBOS, DBOSConfig, SetWorkflowID, WorkflowHandleAsync

T = TypeVar("T")

Body = Callable[[str], Awaitable[None]]
_GLANCE = 0.02  # seconds
_PENDING = ("PENDING", "ENQUEUED")


@dataclass(frozen=True, slots=True)
class DurableSettings:
    """`executor` and `version` are explicit: recovery is per both, and a new deployment must take over old runs."""

    url: str
    executor: str = "medic"
    version: str = "1"


class DurableRuns:
    """Starts runs under their own id, and resumes at `open` those that a crash cut off."""

    def __init__(self, settings: DurableSettings) -> None:
        self._settings = settings
        self._start: Callable[[str], Awaitable[WorkflowHandleAsync[None]]] | None = None
        self._active: set[asyncio.Task[Any]] = set()
        self._idle = asyncio.Event()
        self._idle.set()

    async def open(self, body: Body) -> None:
        """Launch on the present event loop, so that resumed runs share it. `body` gets a run's payload."""
        config: DBOSConfig = {
            "name": "opsmedic",
            "system_database_url": self._settings.url,
            "executor_id": self._settings.executor,
            "application_version": self._settings.version,
            "notification_listener_polling_interval_sec": 0.25,
            "console_log_level": "ERROR",
            "log_level": "ERROR",
        }
        DBOS(config=config)
        logging.getLogger("dbos").propagate = True

        @DBOS.workflow(name="run")  # a new registration per open: the registry is dropped in `close`
        async def run(payload: str) -> None:
            task = asyncio.current_task()
            assert task is not None  # noqa: S101 - narrows for the type checker: a coroutine runs in a task
            self._active.add(task)
            self._idle.clear()
            try:
                await body(payload)
            finally:
                self._active.discard(task)
                if not self._active:
                    self._idle.set()

        async def start(payload: str) -> WorkflowHandleAsync[None]:
            return await DBOS.start_workflow_async(run, payload)

        self._start = start
        DBOS.launch()

    async def start(self, run: str, payload: str) -> None:
        """Start the run, once: a run of this id that already exists is left as it is."""
        if self._start is None:
            raise RuntimeError("durable runs are not open")
        with SetWorkflowID(run):
            await self._start(payload)

    async def step(self, name: str, function: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """Do `function` once in the life of the run; after a restart its recorded (picklable) result is returned."""

        async def attempt() -> T:  # DBOS wants a coroutine function; `function` may be a lambda that makes one
            return await function()

        return await DBOS.run_step_async({"name": name}, attempt)

    async def unfinished(self) -> int:
        """How many runs have not come to their end."""
        return len(await DBOS.list_workflows_async(status=list(_PENDING), load_input=False, load_output=False))

    async def wait_all(self) -> None:
        """Until no run is left unfinished; how each of them ended is in its own record."""
        while await self.unfinished():
            await self._idle.wait()
            await asyncio.sleep(_GLANCE)  # a run is on disk a moment before, and after, it is active in here

    async def wait(self, run: str) -> None:
        """Until the run has ended; raises what it raised."""
        handle: WorkflowHandleAsync[None] = await DBOS.retrieve_workflow_async(run)
        await handle.get_result()

    async def drain(self, grace: float) -> int:
        """Give the runs of this process `grace` seconds to end; how many are still going after that."""
        try:
            await asyncio.wait_for(self._idle.wait(), grace)
        except TimeoutError:
            return len(self._active)
        return 0

    async def close(self) -> None:
        """Let go of DBOS. Runs that are still going stay on disk and go on at the next start."""
        self._start = None
        for task in self._active:
            task.cancel()  # DBOS records no end for a cancelled run, so it stays pending
        await asyncio.gather(*self._active, return_exceptions=True)
        loop = asyncio.get_running_loop()
        with ThreadPoolExecutor(max_workers=1) as closer:  # DBOS shuts down the loop's own pool, so not in there
            await loop.run_in_executor(closer, partial(DBOS.destroy, destroy_registry=True))
        loop.set_default_executor(ThreadPoolExecutor(thread_name_prefix="medic"))
