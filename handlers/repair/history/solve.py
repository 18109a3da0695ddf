"""Decide a unit, piece by piece: which later edits stay, which lines come back from the ancestor."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from handlers.repair.history.merge import CLOSING, merge
from handlers.repair.history.pieces import Kind, Piece
from handlers.repair.history.search import Change, keep_most
from handlers.repair.history.stray import is_stray
from handlers.repair.history.tokens import changed
from handlers.repair.history.units import Unit
from handlers.repair.result import Deed
from handlers.repair.synthesis.effort import Meter
from handlers.repair.synthesis.whole.stray import without
from handlers.repair.words import kept, key, words

_ENOUGH = 0.5  # share of a changed piece's words; what the ancestor's syntax keeps beats a guess from there on
_MARKS = "()[]{}\"'\\#"
_WINDOW = 6  # refused neighbours tried together: a `try:` needs the lines it indents


@dataclass(frozen=True, slots=True)
class Choice:
    """What stands for a piece, and how it came about; `lost` is text that could not be kept."""

    text: str
    deed: Deed
    lost: str = ""


@dataclass(frozen=True, slots=True)
class Means:
    """What a decision may draw on besides the two texts.

    `known`: key -> lines seen in any ancestor; `mend`: texts that may mend a damaged piece, best first;
    `meter`: counts what is tried; once it is spent, no more is.
    """

    known: dict[str, list[str]]
    mend: Callable[[Unit, int, Sequence[str]], Iterator[str]]
    meter: Meter

    @property
    def over(self) -> bool:
        """Whether no more is to be tried."""
        return self.meter.spent()


def solve(unit: Unit, means: Means) -> list[Choice] | None:
    """A choice for every piece of the unit, or None where not even the ancestor's lines compile by themselves."""
    pieces = unit.pieces
    whole = [piece.new_text for piece in pieces]
    if unit.compiles(whole):
        return [plain(piece, piece.new_text) for piece in pieces]
    texts = [piece.old_text for piece in pieces]
    if not unit.compiles(texts):
        return None
    refused: list[Change] = []
    for changes in _by_promise(pieces):
        refused += keep_most(texts, changes, unit.judge)
    refused = _together(unit, texts, sorted(refused), means)
    deeds: dict[int, Deed] = {}
    for at, _ in refused:
        if is_stray(pieces[at]):
            deeds[at] = Deed.CLEARED
        elif pieces[at].genuine and pieces[at].new:
            deeds[at] = Deed.LOST if means.over else _rescue(unit, texts, at, means)
    return [_choice(piece, texts[at], deeds.get(at)) for at, piece in enumerate(pieces)]


def _by_promise(pieces: Sequence[Piece]) -> Iterator[list[Change]]:
    """The later edits, then what differs in layout: of either first what opens and closes as much as the ancestor.

    Most of that stands, so that it is soon accepted in large parts; most of the rest is damage, found one by one.
    """
    for meant in (True, False):
        changes = [
            (at, piece) for at, piece in enumerate(pieces) if (piece.genuine if meant else piece.kind is Kind.LAYOUT)
        ]
        for even in (True, False):
            yield [(at, piece.new_text) for at, piece in changes if _is_even(piece) is even]


def _is_even(piece: Piece) -> bool:
    return all(piece.old_text.count(mark) == piece.new_text.count(mark) for mark in _MARKS)


def _together(unit: Unit, texts: list[str], refused: list[Change], means: Means) -> list[Change]:
    """Try runs of refused neighbours, longest first; what still is refused is returned."""
    left = list(refused)
    size = min(_WINDOW, len(left))
    while size > 1 and not means.over:
        for start in range(len(left) - size + 1):
            run = left[start : start + size]
            trial = list(texts)
            for at, text in run:
                trial[at] = text
            if unit.judge(trial):
                texts[:] = trial
                del left[start : start + size]
                break
        else:
            size -= 1
        size = min(size, len(left))
    return left


def _rescue(unit: Unit, texts: list[str], at: int, means: Means) -> Deed:
    """Keep what can be kept of a refused edit; the deed says how, `texts[at]` holds the outcome.

    Of the variants the compiler accepts the one that keeps most of the damaged words wins, of equals the nearest.
    """
    piece = unit.pieces[at]
    best = Choice(texts[at], Deed.LOST)
    best_worth = kept(piece.new_text, best.text), -changed(piece.new_text, best.text)
    for deed, text in _variants(unit, texts, at, means):
        if deed is Deed.SYNTHESISED and piece.old and best_worth[0] >= _ENOUGH:
            break
        worth = kept(piece.new_text, text), -changed(piece.new_text, text)
        if worth > best_worth and unit.judge([*texts[:at], text, *texts[at + 1 :]]):
            best, best_worth = Choice(text, deed), worth
        if best_worth[0] == 1.0 or means.over:
            break
    texts[at] = best.text
    return best.deed


def _variants(unit: Unit, texts: Sequence[str], at: int, means: Means) -> Iterator[tuple[Deed, str]]:
    piece = unit.pieces[at]
    lines = [next(iter(means.known.get(key(line), ())), line) if key(line) else line for line in piece.new]
    if lines != list(piece.new):
        yield Deed.TAKEN, "".join(lines)
    if piece.old:
        yield Deed.MERGED, merge(unit, texts, at)
    else:
        yield from (
            (Deed.MERGED, text) for text in _reindented(piece.new_text, [unit.prefix, *texts[:at]], texts[at + 1 :])
        )
    for text in means.mend(unit, at, texts):
        yield Deed.SYNTHESISED, text
    if not piece.old:
        yield Deed.MERGED, _line_by_line(unit, texts, at)


def _reindented(text: str, above: Sequence[str], below: Sequence[str]) -> Iterator[str]:
    """An insertion at the indentations of the lines around it."""
    body = textwrap.dedent(text)
    before = [line for line in "".join(above).split("\n")[-8:] if line.strip()]
    after = [line for line in "".join(below)[:2_000].split("\n")[:8] if line.strip()]
    for line in dict.fromkeys((*before[-1:], *after[:1])):
        margin = line[: len(line) - len(line.lstrip())]
        yield textwrap.indent(body, margin)
        if line.rstrip().endswith(":"):
            yield textwrap.indent(body, margin + "    ")


def _line_by_line(unit: Unit, texts: Sequence[str], at: int) -> str:
    """The lines of a refused insertion, each as it compiles where it stands; those that do not are left out."""
    above, below, text = texts[:at], texts[at + 1 :], ""
    for line in unit.pieces[at].new:
        spellings = _spellings(line, [unit.prefix, *above, text], below)
        text += next((each for each in spellings if unit.judge([*above, text + each, *below])), "")
    return text


def _spellings(line: str, before: Sequence[str], after: Sequence[str]) -> Iterator[str]:
    """A line as it is, without a stray word before it or a bracket behind it, at the indentations around it."""
    bare = [line, *(rest for _, rest in without(line)), line.rstrip().rstrip(CLOSING) + "\n"]
    yield from bare
    for text in bare:
        yield from _reindented(text, before, after)


def plain(piece: Piece, text: str) -> Choice:
    """The choice of the damaged lines or the ancestor's, as they are."""
    if text == piece.new_text:
        return Choice(text, Deed.KEPT)
    return Choice(text, Deed.DROPPED if piece.kind is Kind.DUPLICATE and not text else Deed.TAKEN)


def _choice(piece: Piece, text: str, deed: Deed | None) -> Choice:
    if deed is None or text == piece.new_text:
        return plain(piece, text)
    return Choice(text, deed, "" if deed is Deed.CLEARED else _missing(piece, text))


def _missing(piece: Piece, text: str) -> str:
    """The lines of the damaged piece that hold a word `text` has no more, not even in its letters."""
    gone, told = words(piece.new_text) - words(text), key(text)
    return "".join(line for line in piece.new if gone & words(line) and key(line) not in told)
