"""The durable-run port on DBOS: a run started here outlives the process and goes on after a restart.

DBOS keeps one instance and one registry per process: both live and die behind this class, nothing else names them.
"""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextvars import Context
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

from dbos import DBOS, DBOSConfig, SetWorkflowID, WorkflowHandleAsync

T = TypeVar("T")

Body = Callable[[str], Awaitable[None]]
Start = Callable[[str], Awaitable[WorkflowHandleAsync[None]]]
COMMAND = "run"
"""The kind of run that a person asked for, and waits for."""
_GLANCE = 0.02  # seconds
_PENDING = ("PENDING", "ENQUEUED")
_AT_ONCE = 200  # finished runs that one transaction forgets: the database is shared with those that run


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
        self._starts: Mapping[str, Start] = {}
        self._active: dict[str, set[asyncio.Task[Any]]] = defaultdict(set)
        self._idle = asyncio.Event()  # no command is under way
        self._idle.set()

    async def open(self, bodies: Mapping[str, Body]) -> None:
        """Launch on the present event loop, so that resumed runs share it.

        `bodies`: kind of run -> what such a run does with its payload. All kinds that may have been cut off are among
        them: a run of another kind stays as it is.
        """
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
        self._starts = {kind: self._register(kind, body) for kind, body in bodies.items()}
        DBOS.launch()

    def _register(self, kind: str, body: Body) -> Start:
        """What starts a run of this kind; a new registration per open, for the registry is dropped in `close`."""

        @DBOS.workflow(name=kind)
        async def run(payload: str) -> None:
            task = asyncio.current_task()
            assert task is not None  # noqa: S101 - narrows for the type checker: a coroutine runs in a task
            self._active[kind].add(task)
            if kind == COMMAND:
                self._idle.clear()
            try:
                await body(payload)
            finally:
                self._active[kind].discard(task)
                if not self._active[COMMAND]:
                    self._idle.set()

        async def start(payload: str) -> WorkflowHandleAsync[None]:
            return await DBOS.start_workflow_async(run, payload)

        return start

    async def start(self, run: str, payload: str, kind: str = COMMAND) -> None:
        """Start the run, once: a run of this id that already exists, here or in another replica, is left as it is."""
        if not self._starts:
            raise RuntimeError("durable runs are not open")
        # A run that is started from within another is its own: DBOS would make it that one's child, whose start fails
        # once the other has ended. What is under way is known by context, so an empty one is under way in nothing.
        await asyncio.create_task(self._begin(run, payload, kind), context=Context())

    async def _begin(self, run: str, payload: str, kind: str) -> None:
        with SetWorkflowID(run):
            await self._starts[kind](payload)

    async def step(self, name: str, function: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """Do `function` once in the life of the run; after a restart its recorded (picklable) result is returned."""

        async def attempt() -> T:  # DBOS wants a coroutine function; `function` may be a lambda that makes one
            return await function()

        return await DBOS.run_step_async({"name": name}, attempt)

    async def unfinished(self) -> int:
        """How many commands have not come to their end."""
        pending = list(_PENDING)
        return len(await DBOS.list_workflows_async(status=pending, name=COMMAND, load_input=False, load_output=False))

    async def forget(self, kind: str, before: datetime) -> int:
        """Delete what is on disk of the runs of this kind that ended before then (aware); how many those were."""
        gone = 0
        while True:
            ended = await DBOS.list_workflows_async(
                name=kind,
                completed_before=before.isoformat(),
                limit=_AT_ONCE,
                load_input=False,
                load_output=False,
            )
            if not ended:
                return gone
            await DBOS.delete_workflows_async([run.workflow_id for run in ended])
            gone += len(ended)

    async def take_over(self, executor: str) -> int:
        """Go on with the runs of another executor, which is gone for good; how many those were.

        Whoever takes a run over first has it. Were the other one still alive, a step could be done twice: ask only for
        those whose lease has long run out.
        """
        left = await DBOS.list_workflows_async(
            executor_id=executor,
            status="PENDING",
            app_version=self._settings.version,
            load_input=False,
            load_output=False,
        )
        if left:
            await DBOS.resume_workflows_async([run.workflow_id for run in left])
        return len(left)

    async def wait_all(self) -> None:
        """Until no command is left unfinished; how each of them ended is in its own record."""
        while await self.unfinished():
            await self._idle.wait()
            await asyncio.sleep(_GLANCE)  # a run is on disk a moment before, and after, it is active in here

    async def wait(self, run: str) -> None:
        """Until the run has ended; raises what it raised."""
        handle: WorkflowHandleAsync[None] = await DBOS.retrieve_workflow_async(run)
        await handle.get_result()

    async def drain(self, grace: float) -> int:
        """Give this process's commands `grace` seconds to end; how many are still going after that.

        Nobody waits for other kinds of runs: what they measured would be old when it is looked at again.
        """
        try:
            await asyncio.wait_for(self._idle.wait(), grace)
        except TimeoutError:
            return len(self._active[COMMAND])
        return 0

    async def close(self) -> None:
        """Let go of DBOS. Runs that are still going stay on disk and go on at the next start."""
        self._starts = {}
        active = [task for tasks in self._active.values() for task in tasks]
        for task in active:
            task.cancel()  # DBOS records no end for a cancelled run, so it stays pending
        await asyncio.gather(*active, return_exceptions=True)
        loop = asyncio.get_running_loop()
        with ThreadPoolExecutor(max_workers=1) as closer:  # DBOS shuts down the loop's own pool, so not in there
            await loop.run_in_executor(closer, partial(DBOS.destroy, destroy_registry=True))
        loop.set_default_executor(ThreadPoolExecutor(thread_name_prefix="medic"))
