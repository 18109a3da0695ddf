"""`medic explain`: what a pasted log says about its cause."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import BinaryIO, NamedTuple

import numpy as np

from handlers.core.redaction import Redactor
from handlers.diagnosis.catalogue import CATALOGUE
from handlers.diagnosis.catalogue.entry import Entry
from handlers.diagnosis.logs.patterns import Hit, Patterns, patterns_of
from handlers.diagnosis.logs.sieve import Sieve
from handlers.diagnosis.words import fill_words

_BLOCK = 1 << 20  # characters handled at once
_LONGEST = 4_000  # characters of one line that are looked at, around what made it a candidate
_SHAPES = 5_000  # different lines remembered, so that a line repeated a million times is judged once
_DIGITS = b"0123456789"
_RETRYING = re.compile(r"retry|retries|attempt|waiting for|will try again|not ready yet", re.IGNORECASE)
_WELL = frozenset(
    {
        "application startup complete",
        "ready to accept connections",
        "connection established",
        "successfully connected",
        "connected to",
        "connection restored",
        "reconnected",
        "is now available",
        "startup complete",
    }
)


@dataclass(frozen=True, slots=True)
class Explanation:
    """One known cause found in a log. `line` counts from 1; `evidence` is that line, without secrets."""

    id: str
    title: str
    line: int
    evidence: str
    explanation: str
    next_step: str


def explain(lines: Iterable[str], catalogue: tuple[Entry, ...] = CATALOGUE) -> list[Explanation]:
    """The known causes a log speaks of, the one nearest to the root first; empty when it speaks of none.

    `lines` may be any number of lines, with or without their line ends; no more than a megabyte is held at once.
    """
    reader = _Reader(patterns_of(catalogue), _sieve_of(catalogue))
    for block in _blocks(lines):
        reader.read(block)
    return reader.explanations()


def lines_of(stream: BinaryIO) -> Iterator[str]:
    """The lines of a binary stream as text, whatever its bytes; of an endless line, only the first 64 KiB."""
    whole = True
    while piece := stream.readline(65_536):
        if whole:
            yield piece.decode("utf-8", "replace")
        whole = piece.endswith(b"\n")


@cache
def _sieve_of(catalogue: tuple[Entry, ...]) -> Sieve:
    return Sieve([*patterns_of(catalogue).needles, *_WELL])


def _blocks(lines: Iterable[str]) -> Iterator[bytes]:
    held: list[str] = []
    size = 0
    for line in lines:
        held.append(line if line.endswith("\n") else line + "\n")
        size += len(line) + 1
        if size >= _BLOCK:
            yield "".join(held).encode("utf-8", "replace")
            held, size = [], 0
    if held:
        yield "".join(held).encode("utf-8", "replace")


class _First(NamedTuple):
    """Where an entry was first seen for sure, or at all."""

    line: int
    text: str
    hit: Hit
    transient: bool


@dataclass(slots=True)
class _Reader:
    patterns: Patterns
    sieve: Sieve
    lines: int = 0
    well: int = -1
    found: dict[str, _First] = field(default_factory=dict)
    last: dict[str, int] = field(default_factory=dict)
    shapes: dict[bytes, tuple[str, ...]] = field(default_factory=dict)

    def read(self, block: bytes) -> None:
        """Look at one block of whole lines."""
        ends = np.flatnonzero(np.frombuffer(block, dtype=np.uint8) == 0x0A)
        for number, start, end, at, needles in _by_line(self.sieve.candidates(block), ends):
            if end - start > _LONGEST:
                start, end = max(start, at - _LONGEST // 2), min(end, at + _LONGEST // 2)
            self._judge(self.lines + number + 1, block[start:end], needles)
        self.lines += len(ends)

    def _judge(self, number: int, raw: bytes, needles: set[str]) -> None:
        shape = raw.translate(None, _DIGITS)
        ids = self.shapes.get(shape)
        if ids is None:
            ids = self._match(number, raw.decode("utf-8", "replace").strip(), needles)
            if len(self.shapes) < _SHAPES:
                self.shapes[shape] = ids
        for id_ in ids:
            self.last[id_] = number

    def _match(self, number: int, text: str, needles: set[str]) -> tuple[str, ...]:
        hits = self.patterns.hits(text, needles - _WELL)
        if not hits and any(needle in text.lower() for needle in needles & _WELL):
            self.well = number
        for hit in hits:
            transient = not hit.entry.own and bool(_RETRYING.search(text))
            known = self.found.get(hit.entry.id)
            if known is None or (known.transient and not transient):
                self.found[hit.entry.id] = _First(number, text, hit, transient)
        return tuple(hit.entry.id for hit in hits)

    def explanations(self) -> list[Explanation]:
        """What was found, deepest first; what was only retried until it went well is no cause."""
        redact = Redactor()
        kept = [
            (first.hit.entry, first)
            for id_, first in self.found.items()
            if not (first.transient and self.well > self.last[id_])
        ]
        kept.sort(key=lambda pair: (-pair[0].deep, pair[1].line))
        return [_explanation(entry, first, redact) for entry, first in kept]


def _explanation(entry: Entry, first: _First, redact: Redactor) -> Explanation:
    words = {"service": "the service", **first.hit.words}
    return Explanation(
        id=fill_words(entry.id, words),
        title=redact(fill_words(entry.title, words)),
        line=first.line,
        evidence=redact(first.text[:500]),
        explanation=redact(fill_words(entry.explanation, words)),
        next_step=redact(fill_words(entry.next_step, words)),
    )


def _by_line(
    candidates: Iterable[tuple[int, list[str]]], ends: np.ndarray[tuple[int], np.dtype[np.intp]]
) -> Iterator[tuple[int, int, int, int, set[str]]]:
    """Candidates gathered by line: its index, where it starts and ends, the first candidate, and all needles."""
    current, start, end, first = -1, 0, -1, 0
    needles: set[str] = set()
    for position, wanted in candidates:
        if position > end:
            if needles:
                yield current, start, end, first, needles
            current = int(np.searchsorted(ends, position))
            start = int(ends[current - 1]) + 1 if current else 0
            end, first, needles = int(ends[current]), position, set()
        needles.update(wanted)
    if needles:
        yield current, start, end, first, needles
