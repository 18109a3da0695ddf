"""The demo stack from start to end: healthy when up, gone without a trace afterwards."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import httpx
import psutil
import pytest

from bot.demo.stack import DemoStack
from bot.demo.state_directory import sweep
from handlers.core.errors import Usage
from tests.bot.demo.looking import HEALTHY, look

pytestmark = pytest.mark.asyncio(loop_scope="session")

_STARTED = """
import asyncio
from bot.demo.stack import DemoStack

async def main():
    async with DemoStack() as stack:
        pids = [process.pid for process in stack.supervisor]
        print(stack.plan.directory, *pids, flush=True)
        await asyncio.Event().wait()

asyncio.run(main())
"""


def _alive(pids: set[int]) -> set[int]:
    return {pid for pid in pids if psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE}


def _exists(path: Path) -> bool:
    return path.exists()


async def _gone(pids: set[int], directory: Path | None = None) -> None:
    while _alive(pids) or (directory is not None and _exists(directory)):  # noqa: ASYNC110 - a stranger's end raises no event
        await asyncio.sleep(0.02)


def _family(pids: list[int]) -> set[int]:
    return {child.pid for pid in pids for child in psutil.Process(pid).children(recursive=True)} | set(pids)


async def test_two_stacks_start_side_by_side_and_leave_nothing(http: httpx.AsyncClient) -> None:
    async with DemoStack() as one, DemoStack() as other:
        assert await look(one, http) == await look(other, http) == HEALTHY
        directories = [one.plan.directory, other.plan.directory]
        pids = _family([process.pid for stack in (one, other) for process in stack.supervisor if process.pid])
        assert len(pids) >= 10
        assert not set(vars_of(one)) & set(vars_of(other))
    await _gone(pids)
    assert not any(_exists(directory) for directory in directories)


def vars_of(stack: DemoStack) -> list[str]:
    return list(stack.variables.values())


async def test_kill_9_of_the_demo_leaves_no_process_and_the_next_start_sweeps_its_files() -> None:
    demo = await asyncio.create_subprocess_exec(sys.executable, "-c", _STARTED, stdout=asyncio.subprocess.PIPE)
    assert demo.stdout is not None
    directory, *pids = (await demo.stdout.readline()).decode().split()
    family = _family([int(pid) for pid in pids])
    demo.kill()
    await demo.wait()
    await _gone(family)
    sweep(Path(directory).parent)
    assert not _exists(Path(directory))


async def test_ctrl_c_ends_the_demo_without_a_trace() -> None:
    demo = await asyncio.create_subprocess_exec(sys.executable, "-c", _STARTED, stdout=asyncio.subprocess.PIPE)
    assert demo.stdout is not None
    directory, *pids = (await demo.stdout.readline()).decode().split()
    os.kill(demo.pid, signal.SIGINT)
    await demo.wait()
    await _gone({int(pid) for pid in pids}, Path(directory))


async def test_an_unknown_fault_names_the_nearest(stack: DemoStack) -> None:
    with pytest.raises(Usage, match="did you mean 'postgres-down'"):
        await stack.inject("postgres-dwn")


async def test_faults_are_injected_once_and_all_lifted(stack: DemoStack, http: httpx.AsyncClient) -> None:
    await stack.inject("redis-down")
    await stack.inject("jwt-mismatch")
    await stack.inject("redis-down")
    assert stack.active == ("redis-down", "jwt-mismatch")
    await stack.lift_all()
    assert not stack.active
    assert await look(stack, http) == HEALTHY


async def test_a_server_that_is_down_can_still_be_broken_and_mended(stack: DemoStack, http: httpx.AsyncClient) -> None:
    await stack.inject("postgres-down")
    await stack.inject("database-missing")
    await stack.inject("redis-auth", "redis-cannot-persist", "redis-down")
    assert stack.supervisor["postgres"].state == stack.supervisor["redis"].state == "stopped"
    await stack.lift("database-missing")
    await stack.lift("redis-cannot-persist")
    assert set(stack.active) == {"postgres-down", "redis-auth", "redis-down"}
    assert stack.supervisor["postgres"].state == stack.supervisor["redis"].state == "stopped"
    await stack.lift_all()
    assert await look(stack, http) == HEALTHY


async def test_nothing_is_remembered_of_a_fault_that_is_gone(stack: DemoStack) -> None:
    await stack.inject("backend-crash-at-start")
    backend = stack.supervisor["backend"]
    assert backend.log
    assert backend.changes
    await stack.lift("backend-crash-at-start")
    assert not any("Traceback" in line for line in backend.log)
    assert not backend.changes
