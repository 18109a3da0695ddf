from __future__ import annotations

import gzip
import zlib
from collections.abc import AsyncIterator

import httpx
import pytest

from handlers.probes.reading import Body, read_body


def response(*chunks: bytes, encoding: str = "") -> httpx.Response:
    async def stream() -> AsyncIterator[bytes]:
        for chunk in chunks:
            yield chunk

    return httpx.Response(200, headers={"Content-Encoding": encoding} if encoding else {}, content=stream())


@pytest.mark.parametrize(
    ("chunks", "encoding", "body"),
    [
        ([b"he", b"llo"], "", Body(b"hello")),
        ([], "", Body(b"")),
        ([b"x" * 61], "", Body(b"x" * 60, complete=False)),
        ([gzip.compress(b"hello")], "gzip", Body(b"hello")),
        ([zlib.compress(b"hello")], "deflate", Body(b"hello")),
        ([gzip.compress(b"0" * 1000)], "gzip", Body(b"0" * 60, complete=False)),
        ([bytes([byte]) for byte in gzip.compress(b"hello")], "GZIP", Body(b"hello")),
    ],
)
async def test_a_body_is_read_within_its_bounds(chunks: list[bytes], encoding: str, body: Body) -> None:
    assert await read_body(response(*chunks, encoding=encoding), 60) == body


@pytest.mark.parametrize(("content", "encoding"), [(b"not packed", "gzip"), (b"x", "br"), (b"x", "gzip, gzip")])
async def test_what_cannot_be_unpacked_is_damaged(content: bytes, encoding: str) -> None:
    assert (await read_body(response(content, encoding=encoding))).damage


@pytest.mark.parametrize("content", [b"", b"{", b"[" * 100_000, b"\xff"])
def test_what_is_no_json_is_an_error(content: bytes) -> None:
    with pytest.raises(ValueError, match=r"JSON|Expecting|nested|decode"):
        Body(content).json()
