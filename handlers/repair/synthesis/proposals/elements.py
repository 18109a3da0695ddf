"""Quote marks of many elements at once: those missing at one end, those too many, those of bare keys beside others."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from handlers.repair.synthesis.proposals.edit import Proposal, Splice
from handlers.repair.synthesis.scene import Scene
from handlers.repair.synthesis.tokens import CLOSERS, OPENERS

_ENDS = frozenset(",:()[]{}=")
_AFTER = _ENDS | {""}
_MARKS = frozenset("\"'")
_WORDS = re.compile(r"[^\W\d]\w*(?:[ .-]\w+)*")
_PREFIXES = frozenset("rRbBuUfF")
_CONSTANTS = frozenset({"None", "True", "False"})
_WIDEST = 2000
_MOST = 60
_NEAR = 40  # characters looked at for what stands beside a piece


class Piece(NamedTuple):
    """What stands between two separators: offsets, and whether it is `whole`, `open` (a mark at its start alone),
    `shut` (at its end alone) or `bare`."""

    start: int
    end: int
    sort: str


def propose(scene: Scene) -> Iterator[Proposal]:
    """Marks for the elements of the fault's line, and of all lines that lack some."""
    number = min(scene.fault.line, len(scene.lines))
    here = _pieces(scene, number)
    yield from _mended(scene, here, "")
    if len(scene.lines) > 1 and len(scene.source) < _WIDEST:
        every = [piece for line in range(1, len(scene.lines) + 1) for piece in _pieces(scene, line)]
        if sum(map(_lone, every)) > sum(map(_lone, here)):
            yield from _mended(scene, every, "-all")


def _pieces(scene: Scene, number: int) -> list[Piece]:
    line = scene.lines[number - 1]
    text = scene.source[line.start : line.end]
    if len(text) > _WIDEST or not _MARKS & set(text) or '"""' in text or "'''" in text:
        return []
    return [Piece(line.start + start, line.start + end, sort) for start, end, sort in split(text)]


def _lone(piece: Piece) -> bool:
    return piece.sort in ("open", "shut")


def _mended(scene: Scene, pieces: list[Piece], scope: str) -> Iterator[Proposal]:
    lone = [piece for piece in pieces if _lone(piece)]
    if not lone or len(pieces) > _MOST:
        return
    mark = scene.source[lone[0].start if lone[0].sort == "open" else lone[0].end - 1]
    added = [cut for piece in lone for cut in _added(scene, piece)]
    yield Proposal("ends-in" + scope, cuts=tuple(added))
    bare = [piece for piece in pieces if piece.sort == "bare" and _quotable(scene, piece)]
    if bare:
        around = [cut for piece in bare for cut in _around(piece, mark)]
        yield Proposal("ends-in-bare" + scope, cuts=tuple(sorted(added + around)))
    yield Proposal("ends-out" + scope, cuts=tuple(_removed(scene, lone)))
    marked = [piece for piece in pieces if piece.sort != "bare"]
    if len(marked) > len(lone):
        yield Proposal("marks-out" + scope, cuts=tuple(_removed(scene, marked)))


def _added(scene: Scene, piece: Piece) -> Iterator[Splice]:
    if piece.sort == "open":
        yield Splice(piece.end, piece.end, _mark(scene, piece))
    else:
        yield Splice(piece.start, piece.start, _mark(scene, piece))


def _mark(scene: Scene, piece: Piece) -> str:
    text = scene.source[piece.start : piece.end]
    return text[-1] if piece.sort == "shut" else text.lstrip("rRbBuUfF")[0]


def _around(piece: Piece, mark: str) -> tuple[Splice, Splice]:
    return Splice(piece.start, piece.start, mark), Splice(piece.end, piece.end, mark)


def _quotable(scene: Scene, piece: Piece) -> bool:
    """Whether a bare piece may be the text of an element: words, neither called nor assigned to."""
    text = scene.source[piece.start : piece.end]
    after = scene.source[piece.end : piece.end + _NEAR].lstrip(" ")[:1]
    before = scene.source[max(0, piece.start - _NEAR) : piece.start].rstrip(" ")[-1:]
    inside = before in (*OPENERS, ",", ":") and after in (*CLOSERS, ",", ":")
    return inside and text not in _CONSTANTS and _WORDS.fullmatch(text) is not None


def _removed(scene: Scene, pieces: Sequence[Piece]) -> Iterator[Splice]:
    for piece in pieces:
        text = scene.source[piece.start : piece.end]
        opens = next((place for place, char in enumerate(text) if char in _MARKS), 0)
        if piece.sort != "shut":
            yield Splice(piece.start, piece.start + opens + 1, "")
        if piece.sort != "open":
            yield Splice(piece.end - 1, piece.end, "")


def split(text: str) -> Iterator[Piece]:
    """The pieces of one line, read so that a mark that closes nothing, or closes too late, is seen."""
    place = 0
    while place < len(text):
        char = text[place]
        if char == "#":
            return
        if char in _ENDS or char.isspace():
            place += 1
            continue
        piece, place = _string(text, place) if _opens(text, place) else _bare(text, place)
        if piece is not None:
            yield piece


def _opens(text: str, place: int) -> bool:
    mark = place
    while mark < len(text) and mark < place + 2 and text[mark] in _PREFIXES:
        mark += 1
    if text[mark : mark + 1] not in _MARKS:
        return False
    return mark == place or text[mark + 1 :].lstrip(" ")[:1] not in _AFTER


def _string(text: str, start: int) -> tuple[Piece, int]:
    first = next(place for place in range(start, len(text)) if text[place] in _MARKS)
    last = text.find(text[first], first + 1)
    while last > 0 and text[last - 1] == "\\":
        last = text.find(text[first], last + 1)
    if last > 0 and not _wordy(text[last + 1 :].lstrip(" ")[:1]) and _balanced(text[first + 1 : last]):
        return Piece(start, last + 1, "whole"), last + 1
    end = _end(text, first + 1)
    return Piece(start, end, "open"), end


def _bare(text: str, start: int) -> tuple[Piece | None, int]:
    end = _end(text, start)
    mark = next((place for place in range(start, end) if text[place] in _MARKS), end)
    if mark == end:
        return Piece(start, end, "bare"), end
    if not text[mark - 1].isspace() and mark == end - 1:
        return Piece(start, end, "shut"), end
    return None, mark


def _end(text: str, start: int) -> int:
    """Where what opens at `start` ends at the latest: before the next separator, white space left out."""
    end = next((place for place in range(start, len(text)) if text[place] in _ENDS), len(text))
    return max(start, start + len(text[start:end].rstrip()))


def _wordy(char: str) -> bool:
    return bool(char) and (char.isalnum() or char in "_\"'")


def _balanced(text: str) -> bool:
    depth = 0
    for char in text:
        depth += (char in OPENERS) - (char in CLOSERS)
        if depth < 0:
            return False
    return depth == 0
