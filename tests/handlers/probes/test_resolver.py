from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from handlers.probes.resolver import Names, ThreadResolver


class Dead:
    """A resolver that answers for `localhost` alone; whoever asks for another name waits until it is let go."""

    def __init__(self) -> None:
        self.let_go = threading.Event()
        self.asked: list[str] = []

    def __call__(self, host: str, *rest: int) -> object:
        self.asked.append(host)
        if host != "localhost":
            self.let_go.wait(60)
            raise socket.gaierror(socket.EAI_AGAIN, "no answer")
        return socket.getaddrinfo(host, *rest)


@contextmanager
def dead() -> Iterator[tuple[Names, Dead]]:
    resolver = Dead()
    try:
        yield Names(resolver), resolver  # type: ignore[arg-type]  # it answers in getaddrinfo's terms
    finally:
        resolver.let_go.set()


async def test_names_resolve_in_threads_of_their_own() -> None:
    resolver = ThreadResolver()
    found = await resolver.resolve("localhost", 80)
    assert {answer["host"] for answer in found} <= {"127.0.0.1", "::1"}
    with pytest.raises(socket.gaierror):
        await resolver.resolve("does-not-exist.invalid")
    await resolver.close()


async def test_two_hundred_dead_names_hold_up_neither_a_living_one_nor_the_threads_of_others() -> None:
    with dead() as (names, _):
        waiting = [asyncio.create_task(names.look_up(f"black-hole-{number}")) for number in range(200)]
        await asyncio.sleep(0)
        async with asyncio.timeout(30):
            assert await names.look_up("localhost")
            assert await asyncio.to_thread(lambda: "done") == "done"
        assert not any(task.done() for task in waiting)
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)


async def test_askers_of_one_name_share_a_look_up_and_its_failure() -> None:
    with dead() as (names, resolver):
        waiting = [asyncio.create_task(names.look_up("black-hole")) for _ in range(5)]
        await asyncio.sleep(0)
        resolver.let_go.set()
        found = await asyncio.gather(*waiting, return_exceptions=True)
        assert [type(one) for one in found] == [socket.gaierror] * 5
        assert resolver.asked == ["black-hole"]


async def test_a_name_that_cannot_be_one_is_said_to_be_none() -> None:
    with pytest.raises((UnicodeError, socket.gaierror)):
        await Names().look_up("a" * 70 + ".example")
