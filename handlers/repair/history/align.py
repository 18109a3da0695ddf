"""Align a damaged text with its ancestor, line by line, as if quotes, brackets and white space were not there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import groupby

from handlers.repair.history.pieces import Kind, Piece, classify
from handlers.repair.history.stray import is_bare
from handlers.repair.matching import matcher
from handlers.repair.words import key

_ALIKE = 0.6  # two lines are versions of one when their keys share this much (difflib's ratio)
_BLOCK = 10_000  # pairs of lines compared inside one block; beyond it the block stays whole
_LETTERS = 5_000_000  # equal pairs of letters compared in one text, about a second's work on a slow core
_MARGIN = 3  # lines around an insertion in which a repeated line is looked for


@dataclass(frozen=True, slots=True)
class _Span:
    old: tuple[int, int]
    new: tuple[int, int]


@dataclass(slots=True)
class _Compared:
    """How many pairs of letters may still be compared: lines of any length, in bounded time."""

    left: int = field(default_factory=lambda: _LETTERS)

    def likeness(self, first: str, second: str) -> float:
        """difflib's ratio; 0 below what counts as alike, and where too much was compared already."""
        found = SequenceMatcher(None, first, second, autojunk=False)
        if found.quick_ratio() < _ALIKE:
            return 0.0
        letters = Counter(second)
        self.left -= sum(count * letters[letter] for letter, count in Counter(first).items())
        return found.ratio() if self.left >= 0 else 0.0


def align(old: Sequence[str], new: Sequence[str]) -> list[Piece]:
    """Pieces that, their `old` (or `new`) lines joined in order, give back each text whole."""
    old_keys, new_keys = [_line_key(line) for line in old], [_line_key(line) for line in new]
    pieces: list[Piece] = []
    for span in _spans(old_keys, new_keys, _Compared()):
        around = frozenset(new_keys[max(0, span.new[0] - _MARGIN) : span.new[0]])
        around |= frozenset(new_keys[span.new[1] : span.new[1] + _MARGIN])
        for part in _runs(span, new, around):
            before, after = tuple(old[slice(*part.old)]), tuple(new[slice(*part.new)])
            pieces.append(Piece(classify(before, after, around), before, after, part.old[0], part.new[0]))
    return _join_same(pieces)


def _runs(span: _Span, new: Sequence[str], around: frozenset[str]) -> Iterator[_Span]:
    """An insertion cut into lines that repeat a neighbour, bare words, and the rest; anything else stays whole."""
    if span.old[0] < span.old[1]:
        yield span
        return
    for _, run in groupby(range(*span.new), key=lambda at: (_line_key(new[at]) in around, is_bare(new[at]))):
        lines = list(run)
        yield _Span(span.old, (lines[0], lines[-1] + 1))


def _line_key(line: str) -> str:
    """A line's key; a line of punctuation alone is told by that punctuation."""
    return key(line) or line.strip()


def _spans(old: list[str], new: list[str], compared: _Compared) -> Iterator[_Span]:
    for tag, i, j, m, n in matcher(old, new, lambda line: not line).get_opcodes():
        if tag == "equal":
            for step in range(j - i):
                yield _Span((i + step, i + step + 1), (m + step, m + step + 1))
        elif tag == "replace":
            yield from _inside(old, new, _Span((i, j), (m, n)), compared)
        else:
            yield _Span((i, j), (m, n))


def _inside(old: list[str], new: list[str], block: _Span, compared: _Compared) -> Iterator[_Span]:
    """Cut a replaced block into alike lines, and lines beside the runs they were split into or joined from."""
    (i, j), (m, n) = block.old, block.new
    if (j - i) * (n - m) > _BLOCK:
        yield block
        return
    pairs = _pairs(old[i:j], new[m:n], compared)
    at_old, at_new = i, m
    for a, b, c, d in pairs:
        if i + a > at_old or m + c > at_new:
            yield from _gap(_Span((at_old, i + a), (at_new, m + c)))
        yield _Span((i + a, i + b), (m + c, m + d))
        at_old, at_new = i + b, m + d
    if j > at_old or n > at_new:
        yield from _gap(_Span((at_old, j), (at_new, n)))


def _gap(span: _Span) -> Iterator[_Span]:
    """What found no partner: lines that went, then lines that came."""
    if span.old[0] < span.old[1]:
        yield _Span(span.old, (span.new[0], span.new[0]))
    if span.new[0] < span.new[1]:
        yield _Span((span.old[1], span.old[1]), span.new)


def _pairs(old: list[str], new: list[str], compared: _Compared) -> list[tuple[int, int, int, int]]:
    """The best ordered partners (old from, to, new from, to), by dynamic programming over the likeness of lines."""
    rows, columns = len(old), len(new)
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    step: list[list[tuple[int, int]]] = [[(0, 0)] * (columns + 1) for _ in range(rows + 1)]
    for a in range(rows - 1, -1, -1):
        for c in range(columns - 1, -1, -1):
            best[a][c], step[a][c] = max((best[a + 1][c], (1, 0)), (best[a][c + 1], (0, 1)))
            for b, d, score in _matches(old, new, (a, c), compared):
                if best[b][d] + score > best[a][c]:
                    best[a][c], step[a][c] = best[b][d] + score, (b - a + 1, d - c + 1)
    return _walk(step, rows, columns)


def _walk(step: list[list[tuple[int, int]]], rows: int, columns: int) -> list[tuple[int, int, int, int]]:
    pairs, a, c = [], 0, 0
    while a < rows and c < columns:
        down, right = step[a][c]
        if down and right:
            pairs.append((a, a + down - 1, c, c + right - 1))
            a, c = a + down - 1, c + right - 1
        else:
            a, c = a + down, c + right
    return pairs


def _matches(
    old: list[str], new: list[str], at: tuple[int, int], compared: _Compared
) -> Iterator[tuple[int, int, float]]:
    """Partners starting at `at`: alike lines one to one, or one line against the run of lines it was split into."""
    a, c = at
    first, second = old[a], new[c]
    if first == second:
        yield a + 1, c + 1, 1.0 + len(first) * 0.01
        return
    shorter, longer = sorted((len(first), len(second)))
    if shorter * 2 >= longer * _ALIKE and shorter:
        likeness = compared.likeness(first, second)
        if likeness >= _ALIKE:
            yield a + 1, c + 1, likeness
    run = _run(first, new, c)
    if run:
        yield a + 1, run, 1.0 + len(first) * 0.01
    run = _run(second, old, a)
    if run:
        yield run, c + 1, 1.0 + len(second) * 0.01


def _run(whole: str, parts: list[str], start: int) -> int:
    """Where the run of `parts` from `start` ends that joined is `whole`; 0 where none does."""
    joined, at = "", start
    while at < len(parts) and len(joined) < len(whole) and whole.startswith(joined):
        joined += key(parts[at])
        at += 1
    return at if joined == whole and at > start + 1 else 0


def _join_same(pieces: list[Piece]) -> list[Piece]:
    """Neighbouring untouched lines become one piece."""
    joined: list[Piece] = []
    for same, run in groupby(pieces, key=lambda piece: piece.kind is Kind.SAME):
        group = list(run)
        if same:
            lines = tuple(line for piece in group for line in piece.old)
            joined.append(Piece(Kind.SAME, lines, lines, group[0].old_at, group[0].new_at))
        else:
            joined.extend(group)
    return joined
