"""Characters that only look like Python's, and tabs among spaces, as text processors and web pages leave them."""

from __future__ import annotations

from collections.abc import Iterator

from handlers.repair.synthesis.fault import Fault, find_fault
from handlers.repair.synthesis.tokens import tokenize

Lines = list[str]

_DOUBLE, _SINGLE = "\u201c\u201d\u201e\u201f\u2033\uff02", "\u2018\u2019\u201a\u201b\u2032\uff07"
_QUOTES = str.maketrans(dict.fromkeys(_DOUBLE, '"') | dict.fromkeys(_SINGLE, "'"))
_ALIKE = {"\u3000": " ", "\u3001": ",", "\u3002": ".", "\u2013": "-", "\u2014": "-", "\u2212": "-", "\u00d7": "*"}
_FULL = {chr(0xFF01 + n): chr(0x21 + n) for n in range(94)}  # the full-width forms of ASCII
_REFUSED = ("character", "number")  # older compilers speak of the number that such a character follows
_TAB_WIDTHS = (4, 8)


def lookalikes(lines: Lines, fault: Fault) -> Iterator[Lines]:
    """The character the compiler refuses as the one it looks like: quotes on their line, others everywhere."""
    if fault.kind not in _REFUSED:
        return
    text = "\n".join(lines)
    mark = text[fault.start : fault.start + 1]
    if mark and mark in _DOUBLE + _SINGLE:
        at = fault.line - 1
        yield [*lines[:at], lines[at].translate(_QUOTES), *lines[at + 1 :]]
        return
    changed = _replaced(text)
    if changed != text:
        yield changed.split("\n")


def _plain(mark: str) -> str | None:
    if mark.isspace():
        return " "
    if not mark.isprintable():
        return ""
    return _ALIKE.get(mark) or _FULL.get(mark)


def _replaced(text: str) -> str:
    """The text with plain characters for all that look like them, outside of strings and comments."""
    pieces: list[str] = []
    position = 0
    for token in tokenize(text):
        plain = _plain(token.text) if token.kind == "ODD" and not token.text.isascii() else None
        if plain is not None:
            pieces += (text[position : token.start], plain)
            position = token.end
    return "".join((*pieces, text[position:]))


def mixed_tabs(lines: Lines, fault: Fault) -> Iterator[Lines]:
    """Tabs for indentation among spaces as spaces, as many as fit the lines around them."""
    if "inconsistent use of tabs" not in fault.message:
        return
    trials = [[_expanded(line, width) for line in lines] for width in _TAB_WIDTHS]
    yield from sorted(trials, key=lambda trial: (find_fault("\n".join(trial)) is not None, _steps(trial)))


def _expanded(line: str, width: int) -> str:
    body = line.lstrip()
    indent = line[: len(line) - len(body)]
    return indent.expandtabs(width) + body if "\t" in indent else line


def _steps(lines: Lines) -> int:
    """How often the indentation changes where no block opens or goes where none is open."""
    stack, odd, opened = [0], 0, False
    for line in lines:
        body = line.strip()
        if not body or body.startswith("#"):
            continue
        width = len(line) - len(line.lstrip())
        if (width > stack[-1]) != opened:
            odd += 1
        while width < stack[-1]:
            stack.pop()
        if width > stack[-1]:
            stack.append(width)
        opened = body.endswith(":")
    return odd
