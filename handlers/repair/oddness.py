"""How unlike an f-string a person writes one reads: what decides between mends of its fields that all compile."""

from __future__ import annotations

import re
from typing import NamedTuple

QUOTED = re.compile(r"\"[^\"\n]*\"|'[^'\n]*'")
_UNBALANCED, _SEVERAL, _WORDY, _GOES_ON = 0.8, 1.1, 1.0, 1.0
# What goes on behind a field as its expression would: an attribute, a call, an index, a format, a factor.
_CODE = re.compile(
    r"\.\w+[(\[]|\.\w+\.\w|\[[^\]]*\]|\(|:[^\s{}]*\d[^\s{}]*[a-z%]|\s*[*/]\s*\d|\s+(?:if|else|or|and)\s.*\}"
)
_FORMAT = re.compile(r"[^\s(){}\[\]]*(?:%[^{}]*)?")


class Context(NamedTuple):
    """What the text before a piece leaves open: brackets, and braces meant as such."""

    depth: int = 0
    opened: int = 0

    def after(self, piece: str) -> Context:
        """What is open behind `piece`."""
        depth, opened = self
        for is_field, text in _split(piece):
            if not is_field:
                depth += _surplus(text)
                opened += text.count("{{") - text.count("}}")
        return Context(depth, opened)


def oddness(before: Context, piece: str) -> float:
    """How unlike what a person writes `piece` reads behind `before`: text like code, an expression like text."""
    price, behind = 0.0, False
    for is_field, text in _split(piece):
        if is_field:
            price += _strange(text[1:-1])
        else:
            price += _GOES_ON * (behind and _CODE.match(text) is not None)
        behind = is_field
    depth, opened = before.after(piece)
    return price + _UNBALANCED * (depth < 0) + _UNBALANCED * (opened < 0) + 0.5 * _UNBALANCED * (opened > 0)


def _surplus(text: str) -> int:
    return sum(text.count(mark) for mark in "([") - sum(text.count(mark) for mark in ")]")


def _strange(field: str) -> float:
    """How unlike an expression with its format `field` is."""
    price, depth = 0.0, 0
    bare = QUOTED.sub(lambda found: "_" * len(found.group()), field)
    for at, mark in enumerate(bare):
        depth += (mark in "([{") - (mark in ")]}")
        if not depth and mark == ",":
            price = _SEVERAL
        if not depth and mark == ":":
            return price + _WORDY * (not _FORMAT.fullmatch(field[at + 1 :]) and "{" not in field[at:])
    return price


def _split(body: str) -> list[tuple[bool, str]]:
    """Text and fields of a healthy body by turns: whether it is a field, and its text."""
    found: list[tuple[bool, str]] = []
    at = begin = 0
    while at < len(body):
        if body[at : at + 2] in ("{{", "}}"):
            at += 2
        elif body[at] == "{":
            end = _end(body, at)
            found += [(False, body[begin:at])] if at > begin else []
            found.append((True, body[at:end]))
            at = begin = end
        else:
            at += 1
    return [*found, (False, body[begin:])] if begin < len(body) else found


def _end(body: str, at: int) -> int:
    """Behind the brace that closes the field which opens at `at`."""
    depth, quote = 0, ""
    for n in range(at, len(body)):
        mark = body[n]
        if quote:
            quote = "" if mark == quote else quote
        elif mark in "\"'":
            quote = mark
        else:
            depth += (mark == "{") - (mark == "}")
            if not depth:
                return n + 1
    return len(body)
