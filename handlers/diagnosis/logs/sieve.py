"""Finds, at memory speed, the few lines of a log that may hold one of many needles.

Of every needle one rare run of four bytes is looked up for each position of the text, in a table, with case folded by
one bit. What passes is a candidate, not yet a match; what does not pass holds no needle.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

GRAM = 4
_BITS = 18
_MULTIPLIER = np.uint32(2654435761)  # Knuth's, for multiplicative hashing
_FOLD = np.uint32(0x20202020)
_COMMON = "etaoinsrhldcumfpgwybvkxjqz"  # letters of English, most frequent first
_EVERYDAY = """
    access accept accepted account agent allowed application asgi async auth authorization available backend body build
    cache call cancel check client closed code complete completed config configuration connect connected connection
    container content context created database debug default deploy device disconnect document done download duration
    elapsed enabled endpoint environment event execute exit export failed fetch file finish finished flush found from
    frontend gateway get handler handshake header health host http https image import index info init insert instance
    internal json key level library limit line listen listening load loaded local lock logger login memory message
    method migration model module network node normal notice number object open opened origin output package path
    payload pending plain pool port prepare probe process processed project proxy python query queue read ready received
    redis refresh register release reload remote render request requests reset resource response restart result retry
    route running schema script secret select sent server service session set shutdown signal size socket source span
    start started startup state static status stopped storage stream subscribe success system table target task test
    thread time timeout timestamp token total trace transaction type update upgrade upload upstream user using value
    version view volume warning websocket with without worker workers write written
"""
_EVERYDAY_RUNS = frozenset(
    word[i : i + GRAM] for word in (f" {word} " for word in _EVERYDAY.split()) for i in range(len(word) - GRAM + 1)
)


class Sieve:
    """Built once for a set of needles, each at least four bytes long, in ASCII."""

    def __init__(self, needles: Iterable[str]) -> None:
        self._needles: dict[int, list[str]] = defaultdict(list)
        self._table = np.zeros(1 << _BITS, dtype=bool)
        for needle in dict.fromkeys(needle.lower() for needle in needles):
            hashed = _hash_of(_rarest(needle))
            self._needles[hashed].append(needle)
            self._table[hashed] = True

    def candidates(self, text: bytes) -> Iterator[tuple[int, list[str]]]:
        """Positions in `text`, ascending, where one of the listed needles may stand nearby."""
        positions, hashes = self._hits(text)
        for position, hashed in zip(positions.tolist(), hashes.tolist(), strict=True):
            yield position, self._needles[hashed]

    def _hits(self, text: bytes) -> tuple[Array, Array]:
        found: list[tuple[Array, Array]] = []
        for offset in range(GRAM):
            count = (len(text) - offset) // GRAM
            if count > 0:
                grams = np.frombuffer(text, dtype="<u4", count=count, offset=offset)
                hashed = _hash(grams)
                at = np.flatnonzero(self._table[hashed])
                found.append((at * GRAM + offset, hashed[at]))
        if not found:
            return np.empty(0, dtype=int), np.empty(0, dtype=int)
        positions = np.concatenate([at for at, _ in found])
        order = np.argsort(positions, kind="stable")
        return positions[order], np.concatenate([hashed for _, hashed in found])[order]


def _hash(grams: Array) -> Array:
    folded: Array = (grams | _FOLD) * _MULTIPLIER
    folded >>= np.uint32(32 - _BITS)
    return folded


def _hash_of(gram: str) -> int:
    return int(_hash(np.frombuffer(gram.encode(), dtype="<u4"))[0])


def _rarest(needle: str) -> str:
    """The run of four characters that ordinary log text holds least often, judged by its letters."""
    if len(needle.encode()) != len(needle) or len(needle) < GRAM:
        raise ValueError(f"a needle is ASCII and has at least {GRAM} characters: {needle!r}")
    runs = [needle[i : i + GRAM] for i in range(len(needle) - GRAM + 1)]
    return max(runs, key=lambda run: (run not in _EVERYDAY_RUNS, sum(map(_rarity, run))))


def _rarity(character: str) -> int:
    if character in _COMMON:
        return _COMMON.index(character)
    return 5 if character in ' "/.:' else 2 if character.isdigit() else 12
