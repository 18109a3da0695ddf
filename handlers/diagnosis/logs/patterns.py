"""The catalogue's log patterns, compiled: which entries does one line of a log speak for?"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, NamedTuple

from handlers.core.linear import compile_linear
from handlers.diagnosis.catalogue.entry import Entry, Line

_AROUND = 200  # characters on either side of the needle that a pattern which may dwell on a text is shown

_CALM = re.compile(
    r"""^.{0,80}?(?:\b(?-i:INFO|DEBUG|TRACE|VERBOSE)\b|\[(?:info|debug|trace)\]|\b(?:level|lvl|severity)=["']?(?:info|debug|trace)\b)"""
    r"""|^\s*(?:info|debug|trace|verbose):"""
    r"""|"(?:severity|level|levelname|log_level|lvl)"\s*:\s*(?:"(?:info|debug|trace|notice)"|(?:10|20|30)\b)""",
    re.IGNORECASE,
)


class Hit(NamedTuple):
    """An entry and the words its pattern picked out of the line."""

    entry: Entry
    words: dict[str, str]


class Patterns:
    """Every log pattern of a catalogue, by its needle."""

    def __init__(self, catalogue: Iterable[Entry]) -> None:
        self._by_needle: dict[str, list[tuple[Entry, Line]]] = defaultdict(list)
        self._compiled: dict[str, _Compiled] = {}
        for entry in catalogue:
            for line in entry.log:
                self._by_needle[line.needle.lower()].append((entry, line))

    @property
    def needles(self) -> list[str]:
        """Every needle, in lower case."""
        return list(self._by_needle)

    def needles_in(self, text: str) -> list[str]:
        """The needles a text holds, so that its lines need not be searched for the others."""
        folded = text.lower()
        return [needle for needle in self._by_needle if needle in folded]

    def hits(self, line: str, needles: Iterable[str] | None = None) -> list[Hit]:
        """The entries that `line` speaks for; `needles` narrows down what to look for.

        Only the most precise entries speak: `connection refused` says nothing more where `PostgreSQL is down` is said.
        """
        folded = line.lower()
        wanted = self._by_needle if needles is None else needles
        found = {hit.entry.id: hit for needle in wanted if needle in folded for hit in self._of(needle, line)}
        most = max((hit.entry.level for hit in found.values()), default=0)
        return [hit for hit in found.values() if hit.entry.level == most]

    def _of(self, needle: str, line: str) -> Iterator[Hit]:
        calm: bool | None = None
        for entry, wanted in self._by_needle[needle]:
            match = self._compile(wanted.pattern).search(line, needle) if wanted.pattern else None
            if wanted.pattern and not match:
                continue
            if not wanted.quiet:
                calm = bool(_CALM.search(line)) if calm is None else calm
                if calm:
                    continue
            groups = match.groupdict() if match else {}
            yield Hit(entry, {name: value for name, value in groups.items() if value})

    def _compile(self, pattern: str) -> _Compiled:
        """Compiled when first needed: a log speaks of few of the hundreds there are."""
        if pattern not in self._compiled:
            self._compiled[pattern] = _Compiled.of(pattern)
        return self._compiled[pattern]


class _Compiled(NamedTuple):
    """A pattern for lines anybody may have written: linear in time, or shown no more than a stretch of the line."""

    pattern: Any
    linear: bool

    @classmethod
    def of(cls, pattern: str) -> _Compiled:
        try:
            return cls(compile_linear(pattern, ignore_case=True), linear=True)
        except ValueError:  # it looks ahead or behind
            return cls(re.compile(pattern, re.IGNORECASE), linear=False)

    def search(self, line: str, needle: str) -> Any:
        """What is found in the line, which holds the needle (in lower case)."""
        if not self.linear and len(line) > 2 * _AROUND:
            at = line.lower().find(needle)
            line = line[max(0, at - _AROUND) : at + len(needle) + _AROUND]
        return self.pattern.search(line)


@cache
def patterns_of(catalogue: tuple[Entry, ...]) -> Patterns:
    """The patterns of one catalogue, built once."""
    return Patterns(catalogue)
