"""The ways in which one value is spelled once it has passed through addresses, JSON, markup, logs and headers."""

from __future__ import annotations

import base64
import html
import json
import re
from collections.abc import Iterator
from urllib.parse import quote, quote_plus

_SHORTEST_CORE = 6  # letters of base64, or ordinary words would be taken for it


def spellings(value: str) -> set[str]:
    """Every spelling in which `value` is searched for as it stands."""
    quoted = set(_url_quoted(value))
    twice = {again for form in quoted for again in _url_quoted(form)}
    return {value, *_escaped(value), *_hexadecimal(value)} | quoted | twice


def encoded_cores(value: str) -> set[str]:
    """What base64 makes of `value` wherever in a longer text it stands: `user:value` of a Basic header, for one.

    Four letters stand for three bytes, so there are three alignments (RFC 4648, section 4). Letters that depend on the
    neighbours are left out, and a core that is too short to be told from a word is not given.
    """
    data = _bytes(value)
    cores: set[str] = set()
    for offset in range(3):
        text = base64.b64encode(bytes(offset) + data).decode()
        first = -(-offset * 8 // 6)
        core = text[first : (offset + len(data)) * 8 // 6]
        if len(core) >= _SHORTEST_CORE:
            cores |= {core, core.replace("+", "-").replace("/", "_")}
    return cores


def _escaped(value: str) -> Iterator[str]:
    """Inside a literal of JSON (once and twice), Python, SQL or HTML."""
    for once in {json.dumps(value)[1:-1], json.dumps(value, ensure_ascii=False)[1:-1]}:
        yield from (once, once.replace("/", "\\/"), json.dumps(once)[1:-1], json.dumps(once, ensure_ascii=False)[1:-1])
    yield from (repr(value)[1:-1], ascii(value)[1:-1], repr(_bytes(value))[2:-1])
    yield from (value.replace('"', '\\"'), value.replace("'", "\\'"), value.replace("'", "''"))
    yield from (html.escape(value), html.escape(value, quote=False))


def _url_quoted(value: str) -> Iterator[str]:
    data = _bytes(value)
    for form in (quote(data, safe=""), quote(data, safe="/"), quote(data, safe="/:?&=@!$'()*+,;"), quote_plus(data)):
        yield form
        yield re.sub(r"%[0-9A-F]{2}", lambda match: match[0].lower(), form)


def _hexadecimal(value: str) -> Iterator[str]:
    yield _bytes(value).hex()
    yield _bytes(value).hex().upper()


def _bytes(value: str) -> bytes:
    """UTF-8, also of a text that came from an environment variable with bytes that are none."""
    return value.encode("utf-8", "surrogateescape" if re.search("[\udc80-\udcff]", value) else "surrogatepass")
