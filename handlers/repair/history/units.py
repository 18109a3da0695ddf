"""Cut an aligned file into units that can be judged alone, so that a decision costs one small compilation.

Every unit begins where a statement of the ancestor begins, at the top level or directly in a class. Joining units that
compile alone nearly always compiles; the whole is judged once more at the end.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from handlers.repair.history.pieces import Kind, Piece, classify
from handlers.repair.judge import compiles
from handlers.repair.synthesis.effort import Meter

_LETTER = 0.04  # units of work for each letter compiled


@dataclass(frozen=True, slots=True)
class Unit:
    """Pieces in order, and what stands around them while they are judged alone; judging is counted on the `meter`."""

    pieces: tuple[Piece, ...]
    prefix: str = ""
    suffix: str = ""
    meter: Meter | None = field(default=None, compare=False, repr=False)

    def compiles(self, texts: Sequence[str]) -> bool:
        """Whether the unit compiles with these texts, one for each piece."""
        return compiles(self.whole(texts))

    def judge(self, texts: Sequence[str]) -> bool:
        """The same for a trial, which is refused unseen once the meter is spent."""
        whole = self.whole(texts)
        return (self.meter is None or self.meter.spend(_LETTER * len(whole))) and compiles(whole)

    def whole(self, texts: Sequence[str]) -> str:
        """The unit with these texts, one for each piece, and what stands around them."""
        return self.prefix + "".join(texts) + self.suffix


def cut(ancestor: str, pieces: Sequence[Piece]) -> list[Unit]:
    """The units of an aligned file; `ancestor` must compile."""
    cuts = _free(_boundaries(ancestor), pieces)
    groups = list(_groups(pieces, sorted(cuts)))
    return _joined([_unit(group, cuts.get(start, ""), cuts.get(end, "")) for group, start, end in groups if group])


def _joined(units: list[Unit]) -> list[Unit]:
    """The units, with neighbours as one that the compiler refuses by themselves but takes together."""
    joined: list[Unit] = []
    refused = False
    for unit in units:
        alone = unit.compiles([piece.new_text for piece in unit.pieces])
        if refused and not alone:
            both = Unit(joined[-1].pieces + unit.pieces, joined[-1].prefix, unit.suffix)
            if both.compiles([piece.new_text for piece in both.pieces]):
                joined[-1], refused = both, False
                continue
        joined.append(unit)
        refused = not alone
    return joined


def _boundaries(ancestor: str) -> dict[int, str]:
    """0-based first lines of statements -> the indentation of the class body they are in ('' at the top level)."""
    found: dict[int, str] = {}
    lines = ancestor.split("\n")
    for node in ast.parse(ancestor).body:
        found[_first_line(node)] = ""
        if isinstance(node, ast.ClassDef):
            starts = [_first_line(inner) for inner in node.body if inner.lineno > node.lineno]
            found |= {at: lines[at][: node.body[0].col_offset] for at in starts}
    return found


def _first_line(node: ast.stmt) -> int:
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(decorator.lineno for decorator in decorators)]) - 1


def _free(cuts: dict[int, str], pieces: Sequence[Piece]) -> dict[int, str]:
    """The boundaries no difference straddles."""
    closed: set[int] = set()
    for piece in pieces:
        if piece.kind is Kind.SAME:
            continue
        closed.update(range(piece.old_at + 1, piece.old_at + len(piece.old)))
        if not piece.old and piece.old_at in cuts and not _stands_alone(piece, cuts[piece.old_at]):
            closed.add(piece.old_at)
    return {line: indent for line, indent in cuts.items() if line not in closed}


def _stands_alone(piece: Piece, indent: str) -> bool:
    return compiles(("class _:\n" if indent else "") + piece.new_text + (indent + "pass\n" if indent else ""))


def _groups(pieces: Sequence[Piece], cuts: Sequence[int]) -> Iterator[tuple[list[Piece], int, int]]:
    """(pieces, first line, line after): insertions at a boundary end the unit before it."""
    pending = list(cuts)
    group: list[Piece] = []
    start = 0
    for piece in pieces:
        rest: Piece | None = piece
        while rest is not None:
            head, rest, cut_at = _split(rest, pending)
            if cut_at is not None:
                if head:
                    group.append(head)
                yield group, start, cut_at
                group, start = [], cut_at
            elif head:
                group.append(head)
    yield group, start, -1


def _split(piece: Piece, pending: list[int]) -> tuple[Piece | None, Piece | None, int | None]:
    """What of `piece` comes before the next boundary, what after it, and the boundary where it was reached."""
    if not pending or not piece.old or pending[0] >= piece.old_at + len(piece.old):
        return piece, None, None
    at = pending.pop(0)
    if at <= piece.old_at:
        return None, piece, at
    size = at - piece.old_at
    return _part(piece, 0, size), _part(piece, size, len(piece.old)), at


def _part(piece: Piece, start: int, end: int) -> Piece:
    lines = piece.old[start:end]
    return Piece(classify(lines, lines), lines, lines, piece.old_at + start, piece.new_at + start)


def _unit(pieces: list[Piece], indent_before: str, indent_after: str) -> Unit:
    prefix = f"class _:\n{indent_before}pass\n" if indent_before else ""
    return Unit(tuple(pieces), prefix, indent_after + "pass\n" if indent_after else "")
