"""The few Redis commands the services need, over the wire protocol itself: a client library would double the start."""

from __future__ import annotations

import asyncio
from urllib.parse import unquote, urlsplit


class ValkeyError(Exception):
    """The server's own error answer."""


async def command(url: str, *commands: tuple[str, ...]) -> list[str | None]:
    """Run commands in order on one new connection; `redis://[:PASSWORD@]HOST:PORT`.

    Raises ValkeyError with the server's words, OSError when it cannot be reached.
    """
    parts = urlsplit(url)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port or 6379)
    try:
        if parts.password:
            commands = (("AUTH", unquote(parts.password)), *commands)
        for words in commands:
            writer.write(_encode(words))
        answers = [await _read(reader) for _ in commands]
    finally:
        writer.close()
    return answers[1:] if parts.password else answers


def _encode(words: tuple[str, ...]) -> bytes:
    encoded = [word.encode() for word in words]
    return b"*%d\r\n" % len(encoded) + b"".join(b"$%d\r\n%b\r\n" % (len(word), word) for word in encoded)


async def _read(reader: asyncio.StreamReader) -> str | None:
    line = (await reader.readuntil(b"\r\n")).decode().rstrip()
    kind, rest = line[:1], line[1:]
    if kind == "-":
        raise ValkeyError(rest)
    if kind == "$":
        if rest == "-1":
            return None
        return (await reader.readexactly(int(rest) + 2))[:-2].decode()
    return rest
