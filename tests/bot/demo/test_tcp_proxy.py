"""The door in front of Postgres: transparent, slow on demand, shut when told."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.demo.ports import PortBlock
from bot.demo.tcp_proxy import TcpProxy


@pytest_asyncio.fixture
async def door(tmp_path: Path) -> AsyncIterator[tuple[TcpProxy, int]]:
    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.closing(writer):  # also when the test ends first
            while data := await reader.read(65536):
                writer.write(data)

    block = PortBlock()
    port = block.take()
    server = await asyncio.start_unix_server(echo, tmp_path / "s")
    proxy = TcpProxy(port, str(tmp_path / "s"))
    await proxy.open()
    yield proxy, port
    await proxy.close()
    server.close()
    await server.wait_closed()
    block.close()


async def test_it_forwards_both_ways(door: tuple[TcpProxy, int]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", door[1])
    writer.write(b"x" * 300_000)
    assert await reader.readexactly(300_000) == b"x" * 300_000
    writer.close()
    await writer.wait_closed()


async def test_it_delays_answers(door: tuple[TcpProxy, int]) -> None:
    proxy, port = door
    proxy.delay = 0.1
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    loop = asyncio.get_running_loop()
    start = loop.time()
    writer.write(b"x")
    assert await reader.readexactly(1) == b"x"
    assert loop.time() - start >= 0.1
    writer.close()
    await writer.wait_closed()


async def test_closing_cuts_and_refuses(door: tuple[TcpProxy, int]) -> None:
    proxy, port = door
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"x")
    await reader.readexactly(1)
    await proxy.close()
    assert await reader.read() == b""
    writer.close()
    await writer.wait_closed()
    with pytest.raises(ConnectionRefusedError):
        await asyncio.open_connection("127.0.0.1", port)
    await proxy.open()
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.close()
    await writer.wait_closed()
