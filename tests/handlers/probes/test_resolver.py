from __future__ import annotations

import socket

import pytest

from handlers.probes.resolver import ThreadResolver


async def test_names_resolve_in_threads_of_their_own() -> None:
    resolver = ThreadResolver()
    found = await resolver.resolve("localhost", 80)
    assert {answer["host"] for answer in found} <= {"127.0.0.1", "::1"}
    with pytest.raises(socket.gaierror):
        await resolver.resolve("does-not-exist.invalid")
    await resolver.close()
