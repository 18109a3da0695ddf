"""The demo stack from start to end: healthy when up, gone without a trace afterwards."""

import asyncio
import signal
import sys
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil
import pytest

from bot.demo.stack import DemoStack
from bot.demo.state_directory import sweep
from handlers.core.errors import Usage
from tests.bot.demo.looking import HEALTHY, look, status

pytestmark = pytest.mark.asyncio(loop_scope="session")

_STARTED = """
import asyncio
import signal
from bot.demo.stack import DemoStack

async def main():
    async with DemoStack() as stack:
        pids = [process.pid for process in stack.supervisor]
        print(stack.plan.directory, stack.plan.gateway_url, *pids, flush=True)
        await asyncio.Event().wait()

signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell starts what it runs behind with it ignored
asyncio.run(main())
"""


@dataclass
class Demo:
    """A demo in a process of its own."""

    process: asyncio.subprocess.Process
    directory: Path
    gateway: str
    family: set[int]

    @classmethod
    async def start(cls) -> "Demo":
        pipe = asyncio.subprocess.PIPE
        process = await asyncio.create_subprocess_exec(sys.executable, "-c", _STARTED, stdout=pipe, stderr=pipe)
        assert process.stdout is not None
        directory, gateway, *pids = (await process.stdout.readline()).decode().split()
        return cls(process, Path(directory), gateway, _family([int(pid) for pid in pids]))

    async def end(self, signum: int) -> None:
        self.process.send_signal(signum)
        await self.process.communicate()
        while _alive(self.family):  # noqa: ASYNC110 - the end of a stranger raises no event
            await asyncio.sleep(0.02)


def _family(pids: list[int]) -> set[int]:
    return {child.pid for pid in pids for child in psutil.Process(pid).children(recursive=True)} | set(pids)


def _alive(pids: set[int]) -> set[int]:
    return {pid for pid in pids if psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE}


async def test_two_start_at_once_and_neither_ctrl_c_nor_kill_9_leaves_anything(http: httpx.AsyncClient) -> None:
    killed, interrupted = await asyncio.gather(Demo.start(), Demo.start())
    assert len(killed.family | interrupted.family) == len(killed.family) + len(interrupted.family) >= 10
    assert [await status(http, f"{demo.gateway}/health") for demo in (killed, interrupted)] == [200, 200]
    await interrupted.end(signal.SIGINT)
    assert not _exists(interrupted.directory)
    await killed.end(signal.SIGKILL)
    sweep(killed.directory.parent)
    assert not _exists(killed.directory)


def _exists(path: Path) -> bool:
    return path.exists()


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
    await stack.inject("backend-down")
    await stack.inject("backend-crash-at-start")
    assert stack.supervisor["postgres"].state == stack.supervisor["backend"].state == "stopped"
    await stack.lift("database-missing")
    await stack.lift("backend-crash-at-start")
    assert set(stack.active) == {"postgres-down", "backend-down"}
    assert stack.supervisor["postgres"].state == stack.supervisor["backend"].state == "stopped"
    await stack.lift_all()
    assert await look(stack, http) == HEALTHY


@pytest.mark.parametrize(("first", "second"), [("redis-down", "redis-auth"), ("jwt-mismatch", "missing-setting")])
async def test_a_fault_that_would_undo_another_is_refused_with_the_reason(
    stack: DemoStack, first: str, second: str
) -> None:
    await stack.inject(first)
    with pytest.raises(Usage, match=f"{second} and {first} cannot both be in place: "):
        await stack.inject(second)
    assert stack.active == (first,)
    await stack.lift(first)


async def test_nothing_is_remembered_of_a_fault_that_is_gone(stack: DemoStack) -> None:
    await stack.inject("backend-crash-at-start")
    backend = stack.supervisor["backend"]
    assert backend.log
    assert backend.changes
    await stack.lift("backend-crash-at-start")
    assert not any("Traceback" in line for line in backend.log)
    assert not backend.changes
