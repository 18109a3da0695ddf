"""Mend one replacement field of an f-string: the cheapest few edits of its brackets and braces that compile."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import NamedTuple

from handlers.repair.judge import compiles
from handlers.repair.oddness import QUOTED, Context, oddness

_CLOSING = {"(": ")", "[": "]", "{": "}"}
_FIELD = re.compile(r"(?<!\{)(?:\{\{)*(?P<opener>\{)(?!\{)")
_TOGETHER = 4  # pieces looked at as one: a field may hold others, in its format or in a literal of its own
_LIKELY = 2.0  # a price up to which one edit is believed without looking at two
_MOST = 500  # mends tried for one piece
_WIDEST = {1: 200, 2: 60, 3: 20}  # edits to choose from, when so many are made together
_SPACES = re.compile(r" {2,}")

_REPLACED, _CLOSED, _LEFT_OUT, _OTHER, _ENDED, _DOUBLED, _EACH, _SWAPPED = 1.0, 0.8, 1.0, 1.2, 1.2, 1.0, 0.3, 1.1


class Edit(NamedTuple):
    """`text` in place of what is between `begin` and `end`, and its price."""

    price: float
    begin: int
    end: int
    text: str


@dataclass(slots=True)
class Fields:
    """Mends the body of f-strings with one prefix and quote; `trials` is how many texts may still be compiled."""

    head: str
    quote: str
    trials: int

    def mended(self, body: str) -> str | None:
        """`body` with every refused field mended; None where one finds no mend."""
        pieces = _pieces(body)
        found, at = "", 0
        context = Context()
        while at < len(pieces):
            taken = self._healthy(pieces[at : at + _TOGETHER])
            if taken:
                whole = "".join(pieces[at : at + taken])
                found, context, at = found + whole, context.after(whole), at + taken
                continue
            best = min(self._ways(context, pieces[at : at + _TOGETHER - 1]), default=None)
            if best is None:
                return None
            found, context, at = found + best[2], context.after(best[2]), at + best[1]
        return found

    def _healthy(self, pieces: Sequence[str]) -> int:
        """How many of the first pieces are whole when taken together; 0 where none are."""
        return next((n for n in range(1, len(pieces) + 1) if self._compiles("".join(pieces[:n]))), 0)

    def _ways(self, before: Context, pieces: Sequence[str]) -> Iterator[tuple[float, int, str]]:
        """The cheapest mends of the first pieces, up to a likely one: price, pieces, text."""
        for count in range(1, len(pieces) + 1):
            best = min(self._priced(before, "".join(pieces[:count])), default=None)
            if best is not None:
                yield best[0], count, best[1]
                if best[0] <= _LIKELY:
                    return

    def _priced(self, before: Context, piece: str) -> Iterator[tuple[float, str]]:
        edits = sorted(_edits(piece))
        likely = False
        for several in _WIDEST:
            if likely:
                return
            for price, text in _combined(piece, edits, several):
                if self._compiles(text):
                    total = price + oddness(before, text)
                    likely = likely or total <= _LIKELY or several > 1
                    yield total, text

    def _compiles(self, piece: str) -> bool:
        self.trials -= 1
        return self.trials > 0 and compiles(f"{self.head}{self.quote}{piece} {self.quote}")


def _pieces(body: str) -> list[str]:
    """`body` cut before every brace that opens a field."""
    starts = [0, *(found.start("opener") for found in _FIELD.finditer(body) if not _is_named(body, found.end() - 1))]
    return [body[begin:end] for begin, end in zip(starts, [*starts[1:], len(body)], strict=True) if end > begin]


def _is_named(body: str, at: int) -> bool:
    """Whether the brace at `at` belongs to a character given by its name."""
    return body[max(0, at - 2) : at] == r"\N"


def _edits(piece: str) -> Iterator[Edit]:
    """Every small edit of a bracket or brace of `piece`, or of the place for one."""
    quoted = {n for found in QUOTED.finditer(piece) for n in range(found.start() + 1, found.end() - 1)}
    stack = ""
    inside = False
    for at, mark in enumerate(piece):
        if at in quoted and inside:
            continue
        if mark == "{" and not stack:
            inside = True
        elif mark in _CLOSING:
            stack += mark
        elif mark == "}":
            yield from _braces(piece, at, stack)
            stack = stack[:-1]  # as if the brace were one of the closers that are missing
        elif mark in ")]":
            yield from _closers(piece, at)
            stack = stack[:-1] if stack and _CLOSING[stack[-1]] == mark else stack
        if inside and (mark in ")]\"'" or (mark.isalnum() and not piece[at + 1 : at + 2].isalnum())):
            yield Edit(_ENDED, at + 1, at + 1, "}")
            if stack:
                yield Edit(_OTHER, at + 1, at + 1, _CLOSING[stack[-1]])


def _braces(piece: str, at: int, stack: str) -> Iterator[Edit]:
    """What a closing brace may have been when `stack` is open before it."""
    missing = "".join(_CLOSING[opener] for opener in reversed(stack))
    for count in range(1, len(missing) + 1):
        yield Edit(_REPLACED + _EACH * (count - 1), at, at + 1, missing[:count])
    if missing:
        yield Edit(_CLOSED + _EACH * (len(missing) - 1) / 2, at, at, missing)
    spaces = _SPACES.match(piece, at + 1)
    yield Edit(_LEFT_OUT, at, spaces.end() if spaces else at + 1, " " if spaces else "")
    yield Edit(_DOUBLED, at, at, "}")


def _closers(piece: str, at: int) -> Iterator[Edit]:
    mark = piece[at]
    if piece[at + 1 : at + 2] == "}":
        yield Edit(_SWAPPED, at, at + 2, "}" + mark)
    yield Edit(_LEFT_OUT, at, at + 1, "")
    yield Edit(_REPLACED, at, at + 1, "}")
    yield Edit(_OTHER, at, at + 1, "]" if mark == ")" else ")")


def _combined(piece: str, edits: Sequence[Edit], several: int) -> Iterable[tuple[float, str]]:
    """`piece` after `several` edits at places of their own, cheapest first, each text once."""
    chosen = (each for each in combinations(edits[: _WIDEST[several]], several) if _apart(each))
    ranked = sorted((sum(edit.price for edit in each), each) for each in chosen)
    seen: dict[str, float] = {}
    for price, each in ranked[:_MOST]:
        seen.setdefault(_applied(piece, each), price)
    return [(price, text) for text, price in seen.items()]


def _apart(edits: Sequence[Edit]) -> bool:
    ordered = sorted(edits, key=lambda edit: (edit.begin, edit.end))
    return all(one.end <= two.begin and (one.begin, one.end) != (two.begin, two.end) for one, two in pairwise(ordered))


def _applied(piece: str, edits: Sequence[Edit]) -> str:
    for edit in sorted(edits, key=lambda edit: (edit.begin, edit.end), reverse=True):
        piece = piece[: edit.begin] + edit.text + piece[edit.end :]
    return piece
