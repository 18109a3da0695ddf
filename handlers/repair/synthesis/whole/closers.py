"""Brackets closed where the layout closes them: at the end of a line whose neighbour begins anew, or on a line's start.

A line that ends with an opener is closed by the next line as far out as it is; any other that is followed by one as far
out closes itself all it opens.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from handlers.repair.synthesis.fault import Fault, find_fault
from handlers.repair.synthesis.whole.chunks import chunks
from handlers.repair.synthesis.whole.prose import code_likeness
from handlers.repair.synthesis.whole.sound import CLOSING, balance, brackets, is_header
from handlers.repair.synthesis.whole.triples import state_behind

Lines = list[str]

_KINDS = frozenset(
    {"unmatched", "mismatch", "never-closed", "indent", "comma", "invalid", "dict-colon", "dict-value", "expected"}
    | {"colon", "equal", "assign", "annotation", "dedent"}
)
_MOST = 12  # edits of one chunk; each is tried without
_PROSE = -2.5  # likeness up to which a line is a text that lost its quotes, whose brackets close nothing
_FAR = 400  # lines behind which a closer is not looked for
_EMPTY = re.compile(r"(?P<opener>[(\[{])\s*[)\]}],?$")
_INSIDE = 10_000  # the indentation of a line that begins within a string: it begins nothing anew
_LEADING = re.compile(r"\s*([)\]}]*)")


class _Edit(NamedTuple):
    line: int
    begin: int
    end: int
    text: str


class _Opener(NamedTuple):
    """An open bracket: its line, the indentation of that, and whether the line ends with an opener."""

    bracket: str
    line: int
    width: int
    hangs: bool


class _Code(NamedTuple):
    """A line's code, text of strings blanked before it: where it ends, its indentation, where its closers lead to."""

    line: int
    text: str
    end: int
    width: int
    lead: int


def closed_by_layout(lines: Lines, fault: Fault) -> Iterator[Lines]:
    """The brackets around the fault as the layout has them, in the smallest part where that changes any."""
    if fault.kind not in _KINDS:
        return
    for part, head in chunks(lines, min(fault.line, len(lines)) - 1):
        own = lines[part.begin : part.end]
        edits = _Layout(own).edits()
        if 0 < len(edits) <= _MOST and not any(code_likeness(own[edit.line]) <= _PROSE for edit in edits):
            yield [*lines[: part.begin], *_applied(own, _needed(own, head, edits)), *lines[part.end :]]


def _needed(lines: Lines, head: str, edits: Sequence[_Edit]) -> list[_Edit]:
    """The edits without those that a part which compiles does as well without."""
    found = list(edits)
    if find_fault(head + "\n".join(_applied(lines, found))) is not None:
        return found
    for each in edits:
        fewer = [edit for edit in found if edit != each]
        if find_fault(head + "\n".join(_applied(lines, fewer))) is None:
            found = fewer
    return found


def _applied(lines: Lines, edits: Sequence[_Edit]) -> Lines:
    found = list(lines)
    for line, begin, end, text in sorted(edits, reverse=True):
        found[line] = (found[line][:begin] + text + found[line][end:]).rstrip()
    return [line for at, line in enumerate(found) if line.strip() or not lines[at].strip()]


@dataclass(slots=True)
class _Layout:
    """Reads `lines` from top to bottom, and notes where their brackets are not as their indentation says."""

    lines: Lines
    codes: list[_Code] = field(default_factory=list)
    stack: list[_Opener] = field(default_factory=list)
    found: list[_Edit] = field(default_factory=list)

    def edits(self) -> list[_Edit]:
        """Everything that is not as it should be."""
        self.codes = list(_codes(self.lines))
        for at, code in enumerate(self.codes):
            following = self.codes[at + 1 : at + 2]
            width, first = (following[0].width, _first(following[0])) if following else (-1, "")
            if code.lead:
                self._lead(code, width, first)
            local = self._inside(at, code)
            if local:
                self._open(code, local, width, first)
            elif width > code.width:
                self._shut(at, code)
        return self.found

    def _lead(self, code: _Code, width: int, first: str) -> None:
        """The closers a line begins with: those of the openers whose line stands as far in."""
        closers = code.text[code.width : code.lead]
        owner = next((each.line for each in reversed(self.stack) if each.width == code.width and each.hangs), None)
        fits = [CLOSING[each.bracket] for each in self.stack[::-1][: len(closers)]] == list(closers)
        if not fits and owner is None:
            if not self.stack:
                self.found.append(_Edit(code.line, code.width, code.lead, ""))
            del self.stack[len(self.stack) - min(len(closers), len(self.stack)) :]
            return
        keep = len(self.stack) - len(closers) if fits else next(n for n, o in enumerate(self.stack) if o.line == owner)
        wanted = _closing(self.stack[keep:])
        closed = self.stack[keep:]
        del self.stack[keep:]
        left = [each for each in self.stack if fits and each.line == closed[0].line]
        if (
            left
            and width <= code.width
            and first not in CLOSING.values()
            and code.text[code.lead : code.end] in ("", ",")
        ):
            wanted += _closing(left)
            del self.stack[-len(left) :]
        if wanted != closers:
            self.found.append(_Edit(code.line, code.width, code.lead, wanted))

    def _inside(self, at: int, code: _Code) -> str:
        """What the line opens and leaves open; what it closes too much or as another kind is noted."""
        local = ""
        for place, bracket in brackets(code.text[: code.end]):
            if place < code.lead and bracket not in CLOSING:
                continue
            if bracket in CLOSING:
                local += bracket
            elif local:
                local = self._closed(code, place, bracket, local)
            elif not self.stack or (self.stack[-1].hangs and self._closes_later(at, self.stack[-1])):
                self.found.append(_Edit(code.line, place, place + 1, ""))
            else:
                self.stack.pop()
        return local

    def _closed(self, code: _Code, place: int, bracket: str, local: str) -> str:
        wanted = [CLOSING[each] for each in local]
        if bracket in wanted:
            inner = len(wanted) - 1 - wanted[::-1].index(bracket)
            if inner < len(wanted) - 1:
                self.found.append(_Edit(code.line, place, place, "".join(reversed(wanted[inner + 1 :]))))
            return local[:inner]
        self.found.append(_Edit(code.line, place, place + 1, wanted[-1]))
        return local[:-1]

    def _shut(self, at: int, code: _Code) -> None:
        """Opens again what the line opens and closes at its end, where deeper lines and its closer follow."""
        found = _EMPTY.search(code.text[: code.end])
        if found:
            opener = _Opener(found["opener"], code.line, code.width, hangs=True)
            if self._closes_later(at, opener):
                self.found.append(_Edit(code.line, found.start() + 1, code.end, ""))
                self.stack.append(opener)

    def _closes_later(self, at: int, opener: _Opener) -> bool:
        """Whether the next line as far out as the opener's begins with its closer."""
        later = next((each for each in self.codes[at + 1 : at + _FAR] if each.width <= opener.width), None)
        return later is not None and later.width == opener.width and _first(later) == CLOSING[opener.bracket]

    def _open(self, code: _Code, local: str, width: int, first: str) -> None:
        """What the line leaves open: closed at its end where the next begins anew, else to be closed later."""
        hangs = code.text[code.end - 1] in CLOSING
        goes_on = width > code.width or hangs
        if not goes_on and first in CLOSING.values():
            outer = self.stack[-1] if self.stack else None
            goes_on = outer is None or not outer.hangs or outer.width != width or CLOSING[outer.bracket] != first
        comma = code.text[code.end - 1] == ","
        if goes_on or (comma and not self.stack):
            self.stack += [_Opener(each, code.line, code.width, hangs) for each in local]
            return
        colon = code.text[code.end - 1] == ":" and is_header(code.text)
        place = code.end - (comma or colon)
        self.found.append(_Edit(code.line, place, place, "".join(CLOSING[each] for each in reversed(local))))


def _codes(lines: Sequence[str]) -> Iterator[_Code]:
    """The lines that hold code, in order; what of them is within triple quotes is blank."""
    state = ""
    for at, line in enumerate(lines):
        before, state = state, state_behind(line, state)
        if before and state:
            continue
        start = line.find(before) + 3 if before else 0
        text = " " * start + (line[start : line.rfind(state)] + "_" if state else line[start:])
        code = balance(text).code.rstrip()
        if code.strip():
            width = _INSIDE if before else len(line) - len(line.lstrip())
            found = _LEADING.match(code)
            lead = found.end() if found and found[1] and not before else 0
            yield _Code(at, text, len(code), width, lead)


def _first(code: _Code) -> str:
    return code.text[code.width : code.width + 1]


def _closing(openers: Sequence[_Opener]) -> str:
    return "".join(CLOSING[each.bracket] for each in reversed(openers))
