"""Reading an answer's body in bounded memory, whatever the other side sends."""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass
from typing import Any, cast

import httpx

from handlers.probes import phases

BODY_LIMIT = 1024 * 1024  # bytes, as sent and as unpacked: enough for any health page, little in memory
_GZIP_OR_ZLIB = 32 + zlib.MAX_WBITS  # zlib's window bits for "either header"


@dataclass(frozen=True, slots=True)
class Body:
    """The beginning of a body. `complete` is false when it went on beyond the limit; `damage` says what is wrong."""

    content: bytes
    complete: bool = True
    damage: str = ""

    @property
    def text(self) -> str:
        """As text; bytes that are none are replaced."""
        return self.content.decode("utf-8", "replace")

    def json(self) -> Any:
        """As JSON; raises ValueError (also for nesting too deep to be meant)."""
        try:
            return json.loads(self.content)
        except RecursionError as error:
            raise ValueError("nested too deeply") from error


async def read_body(response: httpx.Response, limit: int = BODY_LIMIT) -> Body:
    """At most `limit` bytes of the body, unpacked within the same bound: a gzip bomb costs no more than a page."""
    unpack = _unpacker(_encoding(response))
    if isinstance(unpack, str):
        return Body(b"", damage=unpack)
    content, raw = bytearray(), 0
    with phases.current().during("body"):
        async for chunk in cast(httpx.AsyncByteStream, response.stream):  # as sent: unpacked here, within bounds
            raw += len(chunk)
            try:
                content += chunk if unpack is None else unpack.decompress(chunk, limit + 1 - len(content))
            except zlib.error as error:
                return Body(bytes(content), damage=f"the body does not unpack: {error}")
            if len(content) > limit or raw > limit:
                return Body(bytes(content[:limit]), complete=False)
    return Body(bytes(content))


def _encoding(response: httpx.Response) -> str:
    """The coding of the body, read from the raw headers: httpx decodes all of them for a look at one."""
    named = [value for name, value in response.headers.raw if name.lower() == b"content-encoding"]
    return b", ".join(named).decode("latin-1")


def _unpacker(encoding: str) -> Any:
    """A zlib decompressor, None for a plain body, or a text saying why there is none."""
    encoding = encoding.strip().lower()
    if encoding in ("", "identity"):
        return None
    if encoding in ("gzip", "x-gzip", "deflate"):
        return zlib.decompressobj(_GZIP_OR_ZLIB)
    return f"the body is packed as {encoding[:20]!r}, which was not asked for"
