from __future__ import annotations

import asyncio

import pytest

from handlers.probes.resp import ANSWER_LIMIT, NotResp, RedisAddress, RespError, connect
from tests.handlers.probes.conftest import Listen


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("redis://h", RedisAddress("h", 6379, "", False, "", "", 0)),
        ("rediss://u:p%40ss@h:7/3", RedisAddress("h", 7, "", True, "u", "p@ss", 3)),
        ("redis://:p@h?db=2", RedisAddress("h", 6379, "", False, "", "p", 2)),
        ("unix:///run/redis.sock?db=1", RedisAddress("localhost", 6379, "/run/redis.sock", False, "", "", 1)),
    ],
)
def test_addresses_are_read_as_client_libraries_do(url: str, expected: RedisAddress) -> None:
    assert RedisAddress.from_url(url) == expected


@pytest.mark.parametrize("url", ["http://h", "h:6379", "redis://h/words"])
def test_what_is_no_address_is_an_error(url: str) -> None:
    with pytest.raises(ValueError, match="expected"):
        RedisAddress.from_url(url)


async def ask(listen: Listen, answer: bytes) -> object:
    async def server(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"PING\r\n")
        writer.write(answer)
        await writer.drain()

    async with connect(f"redis://127.0.0.1:{await listen(server)}", None) as connection:
        return await connection.ask("PING")


@pytest.mark.parametrize(
    ("answer", "expected"),
    [(b"+PONG\r\n", "PONG"), (b":42\r\n", 42), (b"$5\r\nhe\r\nl\r\n", "he\r\nl"), (b"$-1\r\n", None)],
)
async def test_answers_are_understood(listen: Listen, answer: bytes, expected: object) -> None:
    assert await ask(listen, answer) == expected


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (b"-NOAUTH Authentication required.\r\n", RespError),
        (b"$%d\r\n" % (ANSWER_LIMIT + 1), NotResp),
        (b":many\r\n", NotResp),
        (b"*1\r\n", NotResp),
        (b"SSH-2.0-OpenSSH\r\n", NotResp),
        (b"+" + b"x" * 100_000, NotResp),
        (b"no end of line", NotResp),
        (b"", ConnectionError),
        (b"$10\r\nshort", ConnectionError),
    ],
)
async def test_what_is_wrong_is_told_apart(listen: Listen, answer: bytes, error: type[Exception]) -> None:
    with pytest.raises(error):
        await ask(listen, answer)
