"""Damaged lines read as statements: the cheapest way to cut them into logical lines that stand, by dynamic programming.

Layout says where statements begin, the parser says whether one stands, and a statement that does not is mended by
itself, so that no mend reaches beyond it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import NamedTuple

from handlers.repair.synthesis.effort import Meter
from handlers.repair.synthesis.whole.atoms import Atom, flat, groups, layout_price
from handlers.repair.synthesis.whole.balanced import balanced
from handlers.repair.synthesis.whole.cures import Cure, cures, strangeness
from handlers.repair.synthesis.whole.sound import pointless, stands
from handlers.repair.words import key

_INSIDE = 0.6  # a statement that ends where by layout another goes on
_IDLE, _EACH_ONE = 0.7, 0.05  # a statement that does nothing, and any
_REFUSED = (6.0, 1.5)  # a statement nothing mends, and for each of its lines
_LONGEST = 24  # lines of a statement looked for in damaged stretches
_STRETCH = 60  # lines one such stretch may have
_PLAIN, _ODD = 8, 1.2
_EACH = 6
_COMBINED = 16
_AS_IT_IS = 0.1  # a line that could not stand, left to what sets the brackets around it right
_POINTLESS = 2.0
_PIECE, _LINE, _TRIAL, _LETTER, _CURE = 100.0, 30.0, 40.0, 0.3, 0.2  # units of work
_LONG = 400  # letters of a line, from which on it does not get more cures the longer it is


class Statement(NamedTuple):
    """One logical line: its physical ones, what it cost to make it stand, whether it does, what stands before it."""

    lines: tuple[str, ...]
    price: float = 0.0
    stands: bool = True
    lead: tuple[str, ...] = ()


Mend = Callable[[str], str | None]


@dataclass(slots=True)
class Reader:
    """Reads lines as statements.

    `mend` may find what makes a refused one stand, `names` are the words of the file with their counts, `favourite` is
    its quote; statements read when the `meter` is spent are left refused.
    """

    mend: Mend
    names: Mapping[str, int]
    meter: Meter
    favourite: str = '"'
    _cures: dict[tuple[str, bool], list[Cure]] = field(default_factory=dict)
    _pieces: dict[tuple[str, ...], Statement] = field(default_factory=dict)

    def read(self, atoms: Sequence[Atom]) -> list[Statement]:
        """The statements of `atoms`."""
        found: list[Statement] = []
        runs = list(groups(atoms))
        good = [_is_good(flat(atoms[a:b])) for a, b in runs]
        at = 0
        while at < len(runs):
            if good[at]:
                found.append(Statement(flat(atoms[slice(*runs[at])]), lead=atoms[runs[at][0]].lead))
                at += 1
                continue
            end = at + 1
            while end < len(runs) and not good[end] and runs[end][1] - runs[at][0] <= _STRETCH:
                end += 1
            first, last = runs[at][0], runs[min(end, len(runs) - 1)][1]
            found += self._cut(atoms[first:last])
            at = end + 1
        return self._mended(found)

    def _cut(self, atoms: Sequence[Atom]) -> list[Statement]:
        """The cheapest statements of a damaged stretch."""
        best: list[tuple[float, int]] = [(0.0, 0)] + [(math.inf, 0)] * len(atoms)
        pieces: dict[tuple[int, int], Statement] = {}
        inside = {at for begin, end in groups(atoms) for at in range(begin + 1, end)}
        long = [span for span in groups(atoms) if span[1] - span[0] > _LONGEST]
        for end in range(1, len(atoms) + 1):
            reach = 1 if self.meter.spent() else _LONGEST
            starts = [begin for begin, last in long if end - 3 <= last <= end + 1 and begin < end - _LONGEST]
            for begin in (*range(end - 1, max(-1, end - 1 - reach), -1), *(starts if reach > 1 else ())):
                layout = layout_price(atoms, begin, end) + _INSIDE * (end in inside)
                if best[begin][0] + layout >= best[end][0]:
                    continue
                piece = self._piece(flat(atoms[begin:end]))
                idle = _IDLE * (not piece.price and pointless("\n".join(piece.lines)))
                total = best[begin][0] + layout + piece.price + idle + _EACH_ONE
                if total < best[end][0]:
                    best[end] = (total, begin)
                    pieces[begin, end] = piece
        found: list[Statement] = []
        end = len(atoms)
        while end:
            begin = best[end][1]
            found.append(pieces[begin, end]._replace(lead=atoms[begin].lead))
            end = begin
        return found[::-1]

    def _piece(self, lines: tuple[str, ...]) -> Statement:
        if lines not in self._pieces:
            self._pieces[lines] = self._stand(lines)
        return self._pieces[lines]

    def _stand(self, lines: tuple[str, ...]) -> Statement:
        """The lines as one statement, with damaged ones cured where that makes it stand."""
        if _is_good(lines):
            return Statement(lines)
        best = Statement(lines, _REFUSED[0] + _REFUSED[1] * len(lines), stands=False)
        if stands("\n".join(lines)):
            best = Statement(lines, sum(map(strangeness, lines)))
        if self.meter.spent():
            return best
        self.meter.spend(_PIECE + _LINE * len(lines))
        for price, trial in _combined([self._choices(line, alone=len(lines) == 1) for line in lines]):
            if price >= best.price:
                continue
            for extra, other in chain([(0.0, trial)], balanced(trial, self.names)):
                if self.meter.spent():
                    return best
                text = "\n".join(other)
                self.meter.spend(_TRIAL + _LETTER * len(text))
                if price + extra < best.price and stands(text):
                    total = price + extra + _tail(other) + _POINTLESS * pointless(text)
                    best = min(best, Statement(other, total), key=lambda each: each.price)
        return best

    def _choices(self, line: str, *, alone: bool) -> list[Cure]:
        found = self._cure(line, alone=alone)[:_EACH]
        return found if any(cure.line == line for cure in found) else [*found, Cure(_AS_IT_IS, line)]

    def _cure(self, line: str, *, alone: bool) -> list[Cure]:
        if (line, alone) not in self._cures:
            self.meter.spend(_CURE * len(line) * min(len(line), _LONG))
            self._cures[line, alone] = cures(line, self.favourite, alone=alone)
        return self._cures[line, alone]

    def _mended(self, found: list[Statement]) -> list[Statement]:
        """Repeated damage dropped, and what still is refused given to the search."""
        done = []
        before: set[Statement] = set()
        for at, each in enumerate(found):
            around = found[max(0, at - 1) : at] + found[at + 1 : at + 2]
            repeats = any(_repeats(each, other, later=other in before) for other in around)
            before.add(each)
            if repeats:
                continue
            done.append(each if each.stands else self._searched(each))
        return done

    def _searched(self, each: Statement) -> Statement:
        indent = each.lines[0][: len(each.lines[0]) - len(each.lines[0].lstrip())]
        text = self.mend("\n".join([each.lines[0].lstrip(), *each.lines[1:]]))
        return each if text is None else Statement(tuple((indent + text).split("\n")), each.price, lead=each.lead)


def _repeats(each: Statement, other: Statement, *, later: bool) -> bool:
    """Whether a damaged statement says what its healthy neighbour says, or its damaged one before it."""
    if not each.price or key("".join(each.lines)) != key("".join(other.lines)):
        return False
    return not other.price or later


def _is_good(lines: Sequence[str]) -> bool:
    """Whether lines stand as they are, with no string in them that looks as if its end had moved."""
    return stands("\n".join(lines)) and (len(lines) > _PLAIN or all(strangeness(line) < _ODD for line in lines))


def _combined(choices: Sequence[Sequence[Cure]]) -> list[tuple[float, tuple[str, ...]]]:
    """The likeliest choice for every line, and those that differ from it in one line, cheapest first."""
    best = [each[0] for each in choices]
    total = sum(cure.price for cure in best)
    found = [(total, tuple(cure.line for cure in best))]
    for at, each in enumerate(choices):
        for cure in each[1:]:
            lines = (*(other.line for other in best[:at]), cure.line, *(other.line for other in best[at + 1 :]))
            found.append((total - best[at].price + cure.price, lines))
    return sorted(found)[:_COMBINED]


def _tail(lines: tuple[str, ...]) -> float:
    """A comma at the end of a statement is seldom meant."""
    return 0.4 if lines and lines[-1].rstrip().endswith(",") else 0.0
