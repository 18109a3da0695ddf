"""Supervision of small real processes: ready, crash, restart, limits, the whole group's end."""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator

import psutil
import pytest
import pytest_asyncio

from bot.demo.launching import Command, Launching
from bot.demo.process import Process, resident
from bot.demo.spec import Spec, State

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def launching() -> AsyncIterator[Launching]:
    launching = Launching(warm=False)
    await launching.open()
    yield launching
    await launching.close()


def _spec(script: str) -> Spec:
    return Spec("sh", Command(("/bin/sh", "-c", script)), 1, ready="ready", environment={"PATH": "/usr/bin:/bin"})


async def test_it_is_ready_once_it_says_so(launching: Launching) -> None:
    process = Process(_spec("echo not yet; echo now ready; exec sleep 60"), launching)
    assert await process.start() is State.RUNNING
    assert process.log == ["not yet", "now ready"]
    assert process.pid is not None
    await process.stop()
    assert process.pid is None


async def test_a_failed_start_is_not_repeated(launching: Launching) -> None:
    process = Process(_spec("echo no such module >&2; exit 3"), launching)
    assert await process.start() is State.EXITED
    assert (process.exit_code, process.restarts, process.will_restart) == (3, 0, False)
    assert process.log == ["no such module"]
    assert process.changes[-1].what == "exited with code 3 before it was ready"


async def test_a_crash_is_followed_by_restarts_with_pauses(launching: Launching) -> None:
    process = Process(_spec("echo ready; sleep 0.02; exit 1"), launching)
    await process.start()
    while process.crashes < 3:
        await process.until(State.EXITED)
        if process.crashes < 3:
            await process.until(State.RUNNING)
    assert (process.restarts, process.will_restart) == (2, True)
    await process.stop()
    assert not process.will_restart


async def test_a_signal_is_told_as_shells_do(launching: Launching) -> None:
    process = Process(_spec("kill -9 $$"), launching)
    await process.start()
    assert process.exit_code == 137


async def test_the_whole_group_ends_with_its_leader(launching: Launching) -> None:
    process = Process(_spec("sleep 61 & echo child $!; echo ready; wait"), launching)
    await process.start()
    child = psutil.Process(int(process.log[0].split()[1]))
    await process.stop()
    assert child.wait(5) is None


async def test_a_frozen_process_is_stopped_too(launching: Launching) -> None:
    process = Process(_spec("echo ready; exec sleep 60"), launching)
    await process.start()
    process.signal(signal.SIGSTOP)
    await asyncio.wait_for(process.stop(), 3)


async def test_it_is_killed_past_its_memory_limit(launching: Launching) -> None:
    command = Command((sys.executable, "-S", "-c", "print('ready', flush=True); x = b'1' * 10**8; input()"))
    spec = Spec("big", command, 1, ready="ready", memory_limit=40 * 1024**2)
    process = Process(spec, launching)
    await process.start()
    await process.until(State.EXITED)
    assert process.exit_code == 137
    await process.stop()
    assert any(line.startswith("Memory limit of 40 MiB exceeded") for line in process.log)


async def test_overlays_come_and_go(launching: Launching) -> None:
    spec = Spec("env", Command(("/usr/bin/env",)), 1, environment={"A": "1", "B": "2"})
    process = Process(spec, launching)
    process.overlays["x"] = {"A": None, "C": "3"}
    await process.start()
    assert sorted(process.log) == ["B=2", "C=3"]
    assert process.running_environment == {"B": "2", "C": "3"}
    del process.overlays["x"]
    assert process.environment == {"A": "1", "B": "2"}


async def test_a_line_is_awaited(launching: Launching) -> None:
    process = Process(_spec("echo ready; sleep 0.05; echo later; exec sleep 60"), launching)
    await process.start()
    await process.until_logged("later")
    assert process.log[-1] == "later"
    await process.stop()
    await process.until_logged("never")


async def test_a_process_that_is_gone_holds_no_memory() -> None:
    assert resident(2**22 + 1) == 0
