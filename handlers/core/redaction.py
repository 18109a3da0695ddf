"""Secrets are redacted by value, wherever they turn up and however they are spelled there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import unquote

from handlers.core.spellings import encoded_cores, spellings

MASK = "[redacted]"
_SHORTEST = 4  # a shorter value would blank ordinary words and hide the report instead of the secret
_SHORTEST_LINE = 16  # of a secret with several lines, such as a private key
_URL_PASSWORD = re.compile(r"""(://[^\s:/@"'<>\\]{0,256}:)([^\s/"'<>\\]{1,1024})(?=@)""")
_SHAPES = re.compile(
    r"xox[abeprs]-[\w-]{6,}|xapp-[\w-]{6,}"  # Slack's tokens
    r"|eyJ[\w-]{4,400}\.[\w-]{4,8000}\.[\w-]*"  # JSON web tokens
    r"|(?<=Bearer )[\w.~+/-]{16,}=*",
    re.ASCII,
)
_SECRET_PARTS = (
    re.compile(r"://[^\s:/@]*:(?P<value>.+)@"),
    re.compile(r"://[^\s:/@]*:(?P<value>[^\s/]+)@"),
    re.compile(r"(?<![a-z])(?:password|passwd|pwd|secret|token|key)=(?P<value>'[^']+'|[^\s&;']+)", re.IGNORECASE),
)
_ENCODED = re.compile(r"[A-Za-z0-9+/_=-]{0,512}", re.ASCII)
Span = tuple[int, int]


class Redactor:
    """Replaces every known secret in a text by a mask.

    Knows the values it was given, the passwords inside them, and what is a secret by its shape: passwords in
    addresses, JSON web tokens, Slack's tokens, bearer tokens. A value of less than four characters is left alone.
    One megabyte of text takes about 0.2 ms for each spelling of each secret.
    """

    __slots__ = ("_cores", "_secrets", "_spellings")

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._secrets: set[str] = set()
        self._spellings: tuple[str, ...] = ()
        self._cores: tuple[str, ...] = ()
        self.add(*secrets)

    def __repr__(self) -> str:
        return f"Redactor({len(self._secrets)} secrets)"

    def add(self, *secrets: str) -> None:
        """Learn more secret values; the password in a DSN or address is learnt with the whole of it."""
        new = {value for secret in secrets for value in _values(secret)} - self._secrets
        if new:
            self._secrets |= new
            self._spellings = tuple({form for value in self._secrets for form in spellings(value)})
            self._cores = tuple({core for value in self._secrets for core in encoded_cores(value)})

    def __call__(self, text: str) -> str:
        """The text without secrets."""
        spans = [span for form in self._spellings for span in _occurrences(text, form)]
        spans += [_widened(text, span) for core in self._cores for span in _occurrences(text, core)]
        text = _masked(text, sorted(spans)) if spans else text
        if "://" in text:
            text = _URL_PASSWORD.sub(rf"\1{MASK}", text)
        return _SHAPES.sub(MASK, text)

    def within(self, value: Any) -> Any:
        """The same for every text in a JSON-like value, keys included; whatever else it holds stays as it is."""
        if isinstance(value, str):
            return self(value)
        if isinstance(value, dict):
            return {self.within(key): self.within(inner) for key, inner in value.items()}
        if isinstance(value, list | tuple):
            return type(value)(map(self.within, value))
        return value


def _values(secret: str) -> Iterator[str]:
    """The secret itself, the passwords in it, and its lines where it has several."""
    parts = [match["value"].strip("'") for pattern in _SECRET_PARTS for match in pattern.finditer(secret)]
    for value in (secret, *parts, *map(unquote, parts)):
        yield from (form for form in (value, value.strip()) if len(form.strip()) >= _SHORTEST)
    lines = [line.strip() for line in secret.splitlines()]
    yield from (line for line in lines[1:-1] + lines[:1] if len(lines) > 1 and len(line) >= _SHORTEST_LINE)


def _occurrences(text: str, form: str) -> Iterator[Span]:
    start = text.find(form)
    while start >= 0:
        yield start, start + len(form)
        start = text.find(form, start + len(form))


def _widened(text: str, span: Span) -> Span:
    """The whole of the encoded text around a core, whose first and last letters still tell of the secret."""
    start, end = span
    before = _ENCODED.match(text[max(0, start - 512) : start][::-1])
    after = _ENCODED.match(text, end)
    return start - (before.end() if before else 0), after.end() if after else end


def _masked(text: str, spans: list[Span]) -> str:
    pieces, done = [], 0
    for start, end in spans:
        if start >= done:
            pieces += [text[done:start], MASK]
        done = max(done, end)
    return "".join([*pieces, text[done:]])
