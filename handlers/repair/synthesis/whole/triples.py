"""Triple quotes set right: the cheapest way to read the lines of a part as code and as text of strings (Viterbi 1967).

Every line is read in one of three states: code, inside a double-quoted or inside a single-quoted triple string. A mark
may be put in or taken out at a price; a line read as what it does not look like costs what `prose` says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from handlers.repair.synthesis.whole.prose import code_likeness

_CODE, _STATES = "", ("", '"""', "'''")
_MARK = re.compile(r"\"\"\"|'''|#|\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'")
_IN, _OUT = 4.0, 4.0
_HALF, _SHOWN = 5.0, 2.0  # a mark of which one quote is left
_HALF_MARK = re.compile(r"(?P<indent>\s*)(?P<quote>[\"'])(?P<body>[^\"']*[^\"'\s])(?P<mark>(?P=quote){3})\s*$")
_HALF_CLOSED = re.compile(r"\s*(?P<quote>[\"'])(?P=quote){2}[^\"']+(?P=quote)\s*$")
# Docstrings show code, too: a line of it there is no strong sign.
_CODE_IN_TEXT = 1.5


class Reading(NamedTuple):
    """One way to read a line: the text it becomes, the state behind it, and the price."""

    text: str
    state: str
    price: float


def set_right(lines: list[str]) -> tuple[list[str], float]:
    """The lines with triple quotes put in or taken out where that reads best, and what was paid for marks.

    The first line is code, and so is what follows the last.
    """
    best: dict[str, tuple[float, float]] = {_CODE: (0.0, 0.0)}
    paths: list[dict[str, tuple[str, Reading]]] = []
    for line in lines:
        step: dict[str, tuple[float, float]] = {}
        chosen: dict[str, tuple[str, Reading]] = {}
        for state in _STATES:
            if state not in best:
                continue
            cost, marks = best[state]
            for reading, paid in _readings(line, state):
                total = cost + reading.price
                if reading.state not in step or total < step[reading.state][0]:
                    step[reading.state] = (total, marks + paid)
                    chosen[reading.state] = (state, reading)
        best = step
        paths.append(chosen)
    if _CODE not in best:
        return lines, 0.0
    return _walk(paths), best[_CODE][1]


def _walk(paths: list[dict[str, tuple[str, Reading]]]) -> list[str]:
    state = _CODE
    found: list[str] = []
    for chosen in reversed(paths):
        state, reading = chosen[state][0], chosen[state][1]
        found.append(reading.text)
    return found[::-1]


def _readings(line: str, state: str) -> Iterator[tuple[Reading, float]]:
    """Every reading of `line` met in `state`, each with what its marks cost."""
    plain = _read(line, state, 0.0)
    half = None if state else _HALF_MARK.match(line)
    if half:
        yield plain._replace(price=plain.price + _HALF), 0.0
        yield _read(half["indent"] + half["mark"] + half["body"] + half["mark"], state, _IN - _SHOWN), _IN
        return
    yield plain, 0.0
    if not state and (half := _HALF_CLOSED.match(line)):
        yield _read(line.rstrip() + 2 * half["quote"], state, _IN - _SHOWN), _IN
    if not line.strip():
        return
    marks = [m.start() for m in re.finditer(r"\"\"\"|'''", line)]
    for place in marks[:3]:
        yield _read(line[:place] + line[place + 3 :], state, _OUT), _OUT
    indent = line[: len(line) - len(line.lstrip())]
    body = line[len(indent) :]
    if state:
        yield _read(line.rstrip() + state, state, _IN), _IN
        return
    if code_likeness(line) < 1.0:
        opened = indent + '"""' + (body[1:] if body[0] in "\"'" and body[:3] not in _STATES else body)
        yield _read(opened, state, _IN), _IN
        if not marks:
            closed = (
                opened[:-1] + '"""'
                if opened.endswith('"') and not opened.endswith('""') and len(opened) > len(indent) + 4
                else opened + '"""'
            )
            yield _read(closed, state, _IN + 1.0), _IN + 1.0
    if marks and line.strip() not in _STATES:
        yield _read(line.rstrip() + line[marks[0] : marks[0] + 3], state, _IN), _IN


def _read(line: str, state: str, paid: float) -> Reading:
    price, position = paid, 0
    if not state and not line.strip():
        return Reading(line, state, price)
    while True:
        if state:
            end = line.find(state, position)
            text = line[position : end if end >= 0 else len(line)]
            if not (position or end >= 0):
                price += min(_CODE_IN_TEXT, max(0.0, code_likeness(text)))
            if end < 0:
                return Reading(line, state, price)
            position, state = end + 3, _CODE
            continue
        opener = _opener(line, position)
        text = line[position : opener if opener >= 0 else len(line)]
        if position and text.strip():
            price += max(0.0, 1.0 - code_likeness(text)) if text.strip()[0] not in ")]}.,%:#" else 0.0
        elif text.strip() and opener < 0:
            price += max(0.0, -code_likeness(text))
        if opener < 0:
            return Reading(line, state, price)
        state, position = line[opener : opener + 3], opener + 3


def state_behind(line: str, state: str) -> str:
    """The triple quote that is open behind `line` when `state` was before it; empty in code."""
    return _read(line, state, 0.0).state


def _opener(line: str, position: int) -> int:
    """Where the next triple quote opens in code, or -1."""
    for match in _MARK.finditer(line, position):
        if match.group() == "#":
            return -1
        if match.group() in _STATES:
            return match.start()
    return -1
