"""Indentation from layout: the cheapest nesting of statements, each as near to where it stands as its neighbours allow.

A beam search over the open blocks; what the grammar forbids (a block without lines, an `else` of nothing) is not
open to choice, and lines that slipped together are one slip.
"""

from __future__ import annotations

import heapq
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from handlers.repair.synthesis.effort import Meter

_BEAM = 24
_PLACE = 2.0  # units of work for one place of one statement
_DEEPEST = 100  # levels, the outermost counted: CPython refuses more (Parser/lexer, MAXINDENT)
_SLIP, _MORE = 2.0, 0.2  # lines begin to be off, and stay off as far
_ODD = 3.5  # a block indented by another step than the file's
_EMPTY, _EMPTY_BEFORE_DEF = 3.5, 1.5  # a block without lines
_DEAD = 1.5  # a line behind a return
_UNFINISHED = 6.0  # a try without its except
_ORPHAN = 20.0  # an `else` of nothing
_LATE = 2.5  # a definition inside a function
_HEAD = re.compile(r"(?:async\s+)?(?P<word>if|elif|else|for|while|def|class|with|try|except|finally|match|case)\b")
_ENDS = re.compile(r"(?:return|raise|continue|break)\b")
_DEFINITIONS = ("def", "class")
_JOINS = {
    "elif": ("if", "elif"),
    "else": ("if", "elif", "for", "while", "except", "try"),
    "except": ("try", "except"),
    "finally": ("try", "except", "else"),
}


class Head(NamedTuple):
    """What layout needs of a statement: where it stands, the word of its block ('' without one), how it ends."""

    width: int
    word: str = ""
    opens: bool = False
    ends: bool = False
    decorates: bool = False


class Level(NamedTuple):
    """An open block: its width, the word of the block before it at that width, and whether it has ended."""

    width: int
    last: str = ""
    dead: bool = False
    owner: str = ""


class Way(NamedTuple):
    """One nesting so far. `pending`: a block was opened and has no line yet; `fills`: where one was left empty."""

    cost: float
    serial: int
    levels: tuple[Level, ...]
    pending: str
    decorated: bool
    slip: int
    back: tuple[object, ...] | None


def head_of(lines: Sequence[str], unit: int) -> Head:
    """The `Head` of a statement given by its lines."""
    first = lines[0]
    body = first.lstrip()
    indent = first[: len(first) - len(body)].expandtabs(unit)
    found = _HEAD.match(body)
    last = re.sub(r"\s+#[^\"']*$", "", lines[-1]).rstrip()
    opens = found is not None and last.endswith(":")
    word = found["word"] if found and (opens or found["word"] in _JOINS) else ""
    return Head(len(indent), word, opens, _ENDS.match(body) is not None, body.startswith("@"))


def nest(heads: Sequence[Head], unit: int, meter: Meter) -> list[tuple[int, bool]]:
    """For every statement its width, and whether the block before it needs a line of its own, being empty.

    Once the `meter` is spent, only the likeliest way is gone on with.
    """
    ways = [Way(0.0, 0, (Level(0),), "", False, 0, None)]
    serial = 0
    for head in heads:
        ahead: dict[tuple[object, ...], Way] = {}
        for way in ways:
            for cost, levels, slip, filled in _steps(way, head, unit):
                serial += 1
                width = levels[-1].width
                new = Way(
                    way.cost + cost,
                    serial,
                    levels,
                    head.word if head.opens else "",
                    head.decorates,
                    slip,
                    ((width, filled), way.back),
                )
                key = (levels, new.slip)
                if key not in ahead or new.cost < ahead[key].cost:
                    ahead[key] = new
        enough = meter.spend(_PLACE * sum(len(way.levels) for way in ways))
        ways = heapq.nsmallest(_BEAM if enough else 1, ahead.values(), key=lambda each: each[:2])
    best = min(ways, key=lambda each: each.cost + _open_try(each.levels[-1:]))
    found: list[tuple[int, bool]] = []
    back = best.back
    while back is not None:
        step, back = back  # type: ignore[assignment]  # a linked list of steps
        found.append(step)  # type: ignore[arg-type]
    return found[::-1]


Step = tuple[float, tuple[Level, ...], int, bool]  # cost, open blocks, how far off the line was, an empty block before


def _steps(way: Way, head: Head, unit: int) -> Iterator[Step]:
    """Every way to place `head` behind `way`."""
    if way.pending and head.word not in _JOINS and len(way.levels) < _DEEPEST:
        yield from _inside(way, head, unit)
    empty = 0.0
    if way.pending:
        empty = _EMPTY_BEFORE_DEF if head.word in _DEFINITIONS or head.decorates else _EMPTY
    left_open = 0.0
    for depth in range(len(way.levels), 0, -1):
        level = way.levels[depth - 1]
        cost = empty + _off(level.width, head, way) + left_open + _misfit(level, head)
        left_open += _open_try((level,))
        if way.decorated and (depth != len(way.levels) or not (head.word in _DEFINITIONS or head.decorates)):
            cost += _UNFINISHED
        new = Level(level.width, head.word, head.ends, level.owner)
        yield cost, (*way.levels[: depth - 1], new), head.width - level.width, bool(way.pending)


def _inside(way: Way, head: Head, unit: int) -> Iterator[Step]:
    """`head` as the first line of the block that was just opened."""
    top = way.levels[-1]
    for width in sorted({top.width + unit} | ({head.width} if head.width > top.width else set())):
        cost = _ODD * (width - top.width != unit) + _off(width, head, way)
        if head.word in _DEFINITIONS and way.pending == "def" and width != head.width:
            cost += _LATE
        yield cost, (*way.levels, Level(width, head.word, head.ends, way.pending)), head.width - width, False


def _misfit(level: Level, head: Head) -> float:
    """What speaks against `head` as the next line of an open block."""
    if head.word in _JOINS:
        return _ORPHAN * (level.last not in _JOINS[head.word])
    cost = _UNFINISHED * (level.last == "try") + _DEAD * level.dead
    return cost + _LATE * (head.word in _DEFINITIONS and level.owner == "def" and level.width != head.width)


def _open_try(levels: Sequence[Level]) -> float:
    return _UNFINISHED * sum(level.last == "try" for level in levels)


def _off(width: int, head: Head, way: Way) -> float:
    """The price of a line that should stand at `width`."""
    slip = head.width - width
    if slip == 0:
        return 0.0
    return _MORE if slip == way.slip else _SLIP + 0.05 * abs(slip)
