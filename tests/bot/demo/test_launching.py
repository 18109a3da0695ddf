"""Both sides of the launcher: what a child gets, what is told of its end, and what happens without it."""

import asyncio
import os
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.demo.launching import Command, Launching, Lines

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(loop_scope="session")
async def launching() -> AsyncIterator[Launching]:
    launching = Launching(warm=False)
    await launching.open()
    yield launching
    await launching.close()


async def test_a_program_gets_only_its_environment_and_leads_its_group(launching: Launching) -> None:
    lines: list[str] = []
    child = await launching.spawn(Command(("/usr/bin/env",)), {"A": "b c"}, lines.append)
    assert await child.exited == 0
    assert lines == ["A=b c"]


async def test_a_module_runs_as_main_with_its_arguments(launching: Launching) -> None:
    lines: list[str] = []
    child = await launching.spawn(Command(("/nowhere",), module="tokenize"), {}, lines.append)
    assert await child.exited == 1
    assert "No such file" in lines[-1]


async def test_an_uncaught_exception_is_printed_as_python_does(launching: Launching) -> None:
    lines: list[str] = []
    child = await launching.spawn(Command(module="bot.demo.launcher"), {}, lines.append)
    assert await child.exited == 1
    assert lines[0] == "Traceback (most recent call last):"
    assert lines[1].strip().startswith('File "<frozen runpy>"')
    assert lines[-1].startswith("ValueError: not enough values to unpack")


async def test_a_module_that_is_not_there_is_said(launching: Launching) -> None:
    lines: list[str] = []
    assert await (await launching.spawn(Command(module="nowhere"), {}, lines.append)).exited == 1
    assert lines[-1] == "ImportError: No module named nowhere"


async def test_it_runs_elsewhere_than_here(launching: Launching) -> None:
    lines: list[str] = []
    command = Command(("/bin/sh", "-c", "pwd; ps -o pgid= -p $$; echo $$"), directory="/usr")
    await (await launching.spawn(command, dict(os.environ), lines.append)).exited
    assert lines[0] == "/usr"
    assert lines[1].strip() == lines[2]


async def test_a_missing_program_is_an_exit_with_the_reason(launching: Launching) -> None:
    lines: list[str] = []
    child = await launching.spawn(Command(("/nowhere/at-all",)), {}, lines.append)
    assert await child.exited == 1
    assert "No such file" in lines[-1]


async def test_many_at_once(launching: Launching) -> None:
    outputs: list[list[str]] = [[] for _ in range(30)]

    async def run(number: int) -> int:
        command = Command(("/bin/sh", "-c", f"echo {number}; exit {number}"))
        return await (await launching.spawn(command, {}, outputs[number].append)).exited

    assert await asyncio.gather(*map(run, range(30))) == list(range(30))
    assert outputs == [[str(number)] for number in range(30)]


async def test_what_runs_ends_with_the_launcher() -> None:
    launching = Launching(warm=False)
    await launching.open()
    child = await launching.spawn(Command(("/bin/sleep", "60")), {}, print)
    await launching.close()
    with pytest.raises(ProcessLookupError):
        os.kill(child.pid, 0)


async def test_it_must_be_open() -> None:
    with pytest.raises(RuntimeError, match="not open"):
        await Launching(warm=False).spawn(Command(("/bin/true",)), {}, print)


async def test_lines_are_cut_and_the_rest_is_kept() -> None:
    lines: list[str] = []
    ended = asyncio.Event()
    protocol = Lines(lines.append, ended)
    protocol.data_received(b"one\ntw")
    protocol.data_received(b"o\n" + b"x" * 9_000)
    protocol.data_received(b"\xff")
    protocol.connection_lost(None)
    assert [line[:3] for line in lines] == ["one", "two", "xxx", "�"]
    assert ended.is_set()
