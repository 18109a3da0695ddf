"""From one failing observation to the catalogue entries that fit it. Pure; one Matcher serves one catalogue."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from operator import attrgetter
from types import MappingProxyType
from typing import Any, NamedTuple

from handlers.core.ports import Health
from handlers.diagnosis.catalogue.entry import Entry, Sign
from handlers.diagnosis.catalogue.generic import CANNOT_USE
from handlers.diagnosis.evidence import Effect, Seen, effect_of
from handlers.diagnosis.logs.patterns import patterns_of
from handlers.probes.reasons import Reason


class Reading(NamedTuple):
    """How one failing observation is understood: the entry that fits best and the sign that said so."""

    entry: Entry
    weight: float
    effect: int
    category: str = "probe"
    quote: str = ""
    dependency: str = ""
    words: Mapping[str, str] = MappingProxyType({})

    @property
    def rank(self) -> tuple[int, float, int, str]:
        """The more precise is more, then the more certain, then the graver; the id only so that no tie is left."""
        return (self.entry.level, self.weight, -self.effect, self.entry.id)


class _Shelf(NamedTuple):
    """The readings of one kind and reason: by the facts the catalogue asks for, unless it asks for other probes too."""

    asked: tuple[str, ...]
    mingles: bool
    known: dict[tuple[str, ...], Reading]


class Matcher:
    """The catalogue, indexed by reason, so that reading an observation does not walk all of it."""

    def __init__(self, catalogue: tuple[Entry, ...]) -> None:
        self._by_reason: dict[str, list[tuple[Entry, Sign]]] = defaultdict(list)
        self._shelves: dict[tuple[str, str], _Shelf] = {}
        self._patterns = patterns_of(catalogue)
        for entry in catalogue:
            for sign in entry.signs:
                for reason in sign.reasons:
                    self._by_reason[reason].append((entry, sign))

    def best(self, seen: Seen, beside: Sequence[Seen]) -> Reading | None:
        """The reading of a failing observation that says most; None where its text has a say, so that all are wanted.

        Observations alike in what the catalogue asks for share one reading: in a large stack most of them are.
        """
        facts = seen.observation.facts
        if not _TEXT_FACTS.isdisjoint(facts):
            return None
        shelf = self._shelves.get((seen.kind, seen.observation.reason)) or self._shelf(seen)
        if shelf.mingles:
            return max(self.readings(seen, beside), key=_rank)
        key = tuple([repr(facts[name]) if name in facts else "" for name in shelf.asked]) if facts else ()
        known = shelf.known.get(key)
        if known is None:
            if len(shelf.known) >= _MOST_KNOWN:
                shelf.known.clear()
            known = shelf.known[key] = max(self.readings(seen, beside), key=_rank)
        return known

    def _shelf(self, seen: Seen) -> _Shelf:
        kind, reason = seen.kind, seen.observation.reason
        signs = [sign for _, sign in self._candidates(kind, reason)]
        asked = tuple(dict.fromkeys(("status", *(name for sign in signs for name, _ in sign.facts))))
        shelf = self._shelves[kind, reason] = _Shelf(asked, any(sign.beside for sign in signs), {})
        return shelf

    def readings(self, seen: Seen, beside: Sequence[Seen]) -> list[Reading]:
        """Every entry that fits the observation, in the catalogue's order."""
        effect = effect_of(seen.observation)
        found = [
            Reading(entry, sign.weight, int(entry.effect or effect))
            for entry, sign in self._candidates(seen.kind, seen.observation.reason)
            if _fits(sign, seen, beside)
        ]
        return found + self._in_text(seen, effect)

    def of_text(self, text: str, effect: Effect) -> Reading | None:
        """The reading of a text that a service gave for a failing check of its own; None when it says nothing known.

        `effect` is how the service itself shows to its users, whatever the text says of something else.
        """
        best = max(self._in_lines([text], effect), key=_rank, default=None)
        return best._replace(effect=int(effect)) if best is not None and best.entry.own else best

    def cannot_use(self, dependency: str, text: str) -> Reading:
        """The service says that it cannot use a dependency, in words the catalogue does not know."""
        return Reading(CANNOT_USE, 0.6, int(Effect.ERROR), "probe", text[:300], dependency)

    def _candidates(self, kind: str, reason: str) -> Iterator[tuple[Entry, Sign]]:
        for entry, sign in (*self._by_reason.get(reason, ()), *self._by_reason["*"]):
            if not sign.kinds or kind in sign.kinds:
                yield entry, sign

    def _in_text(self, seen: Seen, effect: Effect) -> list[Reading]:
        if seen.observation.reason == Reason.STOPPED:  # what it logged before is not why somebody stopped it
            return []
        return self._in_lines(texts(seen.observation.facts), effect)

    def _in_lines(self, said: list[str], effect: Effect) -> list[Reading]:
        needles = self._patterns.needles_in("\n".join(said)) if said else ()
        return [
            Reading(hit.entry, 0.8, int(hit.entry.effect or effect), "log", line.strip()[:300], words=hit.words)
            for text in (said if needles else ())
            for line in text.splitlines()
            for hit in self._patterns.hits(line, needles)
        ]


@cache
def matcher_of(catalogue: tuple[Entry, ...]) -> Matcher:
    """The matcher of one catalogue, built once."""
    return Matcher(catalogue)


_TEXTS = ("exception", "message", "failed_reason", "log", "body", "close_reason")
_TEXT_FACTS = frozenset({*_TEXTS, "groups"})
_MOST_KNOWN = 10_000  # readings kept; more different observations there hardly are
_rank = attrgetter("rank")


def texts(facts: Mapping[str, Any]) -> list[str]:
    """The free texts among the facts: log lines, exceptions, bodies, the messages of grouped errors."""
    found = [str(facts[name]) for name in _TEXTS if facts.get(name) and not isinstance(facts[name], list)]
    if facts.get("exception") and facts.get("message"):
        found.append(f"{facts['exception']}: {facts['message']}")
    for value in (facts.get("groups"), facts.get("log")):
        for item in value if isinstance(value, list) else ():
            found += texts(item) if isinstance(item, Mapping) else [str(item)]
    return found


def _fits(sign: Sign, seen: Seen, beside: Sequence[Seen]) -> bool:
    facts = seen.observation.facts
    if not all(re.search(pattern, str(facts.get(name, ""))) for name, pattern in sign.facts):
        return False
    return all(any(_is(other, kind, state) for other in beside) for kind, state in sign.beside)


def _is(seen: Seen, kind: str, state: str) -> bool:
    healthy = seen.observation.health is Health.OK
    return seen.kind == kind and healthy == (state == "ok")
