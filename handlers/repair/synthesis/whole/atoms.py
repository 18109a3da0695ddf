"""Runs of lines that by layout are one statement: a line deeper than a statement's first one belongs to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from handlers.repair.synthesis.whole.sound import balance, is_header

_AGAINST_LAYOUT = 1.5


class Atom(NamedTuple):
    """Lines that belong together whatever the layout says, and the blank lines and comments before them."""

    lead: tuple[str, ...]
    lines: tuple[str, ...]


def flat(atoms: Sequence[Atom]) -> tuple[str, ...]:
    """The lines of `atoms`, without what stands before the first."""
    return (*atoms[0].lines, *(line for atom in atoms[1:] for line in (*atom.lead, *atom.lines)))


def _width(line: str) -> int:
    return len(line) - len(line.lstrip())


def _belongs(first: str, line: str) -> bool:
    """Whether by layout `line` goes on with the statement that `first` begins."""
    body = line.lstrip()
    if not body or body.startswith("#"):
        return False
    return _width(line) > _width(first) or (body[0] in ")]}" and _width(line) == _width(first))


def _ends_header(atoms: Sequence[Atom]) -> bool:
    """Whether the head of a block is whole with `atoms`: with its colon, or without one where nothing is left open."""
    state = balance("\n".join(flat(atoms)))
    code = state.code.rstrip()
    return code.endswith(":") or not (state.openers or state.broken or code.endswith((",", "\\")))


def groups(atoms: Sequence[Atom]) -> Iterator[tuple[int, int]]:
    """Runs of atoms that by layout are one statement each."""
    begin = 0
    while begin < len(atoms):
        end = begin + 1
        first = atoms[begin].lines[0]
        open_header = is_header(first)
        while end < len(atoms) and not (open_header and _ends_header(atoms[begin:end])):
            if not _belongs(first, atoms[end].lines[0]) or (
                first.lstrip().startswith("@") and is_header(atoms[end].lines[0])
            ):
                break
            end += 1
        yield begin, end
        begin = end


def layout_price(atoms: Sequence[Atom], begin: int, end: int) -> float:
    """What the lines from `begin` to `end` cost as one statement that ends there."""
    first = atoms[begin].lines[0]
    price = 0.0
    for at in range(begin + 1, end):
        price += 0.0 if _belongs(first, atoms[at].lines[0]) else _AGAINST_LAYOUT
        if is_header(first) and _ends_header(atoms[begin:at]):
            price += _AGAINST_LAYOUT
    if (
        end < len(atoms)
        and _belongs(first, atoms[end].lines[0])
        and not (is_header(first) and _ends_header(atoms[begin:end]))
    ):
        price += _AGAINST_LAYOUT
    return price
