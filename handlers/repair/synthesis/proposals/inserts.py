"""Insertions of one or two missing tokens."""

from __future__ import annotations

from collections.abc import Iterator

from handlers.repair.synthesis.proposals.edit import Change, Proposal
from handlers.repair.synthesis.scene import Scene
from handlers.repair.synthesis.tokens import Token, ends_value, starts_value

_HEADS = ("if", "elif", "else", "for", "while", "def", "class", "try", "except", "finally", "with", "async")
_OPENING_WORDS = ("def", "from", "import", "class", "if")
# What is often left out between two values, and what only right where the compiler stopped.
_BETWEEN = (",", "=", ".", ":", "(", "[", "\n")
_AT_FAULT = ("+", "in", "and", "or", "as", "import", "==", "%", "*", "-", "if", "else", "is")
_REACH = 24


def gaps(scene: Scene) -> list[int]:
    """Indices of the tokens before which something may be missing, near the fault, in order."""
    at, count = scene.at, len(scene.tokens)
    found = set(range(max(0, at - 5), min(count, at + 4) + 1))
    found.update(range(scene.at, min(scene.upto, scene.at + _REACH) + 1))
    line = scene.line_of(min(at, count - 1))
    for number in (line, scene.near(line, -1), scene.fault.header, scene.near(line, 1)):
        if number and not scene.blank(number):
            begin, end = scene.span(number)
            found.update((begin, end))
            if number == line:
                found.update(range(begin, min(end, begin + _REACH) + 1))
    return sorted(index for index in found if 0 <= index <= count)


def propose(scene: Scene) -> Iterator[Proposal]:
    """Missing separators, operators, brackets' neighbours and opening keywords."""
    tokens = scene.tokens
    for gap in gaps(scene):
        left = tokens[gap - 1] if gap else None
        right = tokens[gap] if gap < len(tokens) else None
        for missing in texts(scene, left, right, gap):
            yield Proposal("ins", (Change(gap, gap, missing),))


def texts(scene: Scene, left: Token | None, right: Token | None, gap: int) -> Iterator[tuple[str, ...]]:
    """What may be missing between `left` and `right`, the tokens on both sides of `gap`."""
    at_end = right is None or right.kind == "NL"
    if left is not None and left.kind != "NL" and at_end:
        yield from _at_line_end(scene, left)
    if right is not None and right.kind != "NL" and (right.first or left is None):
        for word in _OPENING_WORDS:
            yield (word,)
    if left is None or right is None or left.kind == "NL" or right.kind == "NL":
        return
    yield from _between(left, right)
    if abs(gap - scene.at) <= 1 and ends_value(left) and starts_value(right):
        for text in _AT_FAULT:
            yield (text,)


def _at_line_end(scene: Scene, left: Token) -> Iterator[tuple[str, ...]]:
    begin = scene.span(left.line)[0]
    if (
        scene.tokens[begin].text in _HEADS
        or left.text in ("else", "try", "finally")
        or left.text in ")]}"
        or left.kind == "NAME"
    ):
        yield (":",)
    if ends_value(left):
        yield (",",)
        if left.kind == "NAME":
            yield ("(", ")")
            yield ("(", ")", ":")
        if left.text == ")":
            yield (")", ":")
    if left.text in ("=", "==", "return", "in", "+", ",", "(", "[", "import"):
        yield ("...",)
        yield ("None",)
    if left.text == ":":
        yield ("pass",)
        yield ("...",)
    elif left.kind == "OP" and left.text == "=":
        yield ('""',)


def _between(left: Token, right: Token) -> Iterator[tuple[str, ...]]:
    ends, starts = ends_value(left), starts_value(right)
    if ends and starts:
        for text in _BETWEEN:
            if text == "." and right.kind != "NAME":
                continue
            yield (text,)
    elif ends:
        yield from _after_value(right)
    elif starts:
        yield from _before_value(left, right)
    else:
        yield ("...",)
        yield ("None",)
        yield ('""',)
    if right.text == ".":
        yield ("self",)
    if left.text == "else":
        yield (":",)


def _after_value(right: Token) -> Iterator[tuple[str, ...]]:
    if right.text in ("for", "if", "**", "*"):
        yield (",",)
    if right.text in (":", "if", "for", "in", ")", "]", "}", ","):
        yield ("(", ")")
    if right.text in ("not", "lambda"):
        yield (",",)
        yield ("=",)
    yield (":",)
    yield (",",)
    if right.text in ("=", "<", ">", "!"):
        yield (right.text,)


def _before_value(left: Token, right: Token) -> Iterator[tuple[str, ...]]:
    if left.text in ("else", "try", "finally", "lambda", ")"):
        yield (":",)
    if right.text in "([{":
        yield ("_",)
    if left.text in ("for",):
        yield ("_", "in")
