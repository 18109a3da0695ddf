"""What stands twice where it may stand once: arguments, and lines a careless merge left behind."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from handlers.repair.synthesis.fault import Fault
from handlers.repair.synthesis.tokens import CLOSERS, OPENERS, Token, tokenize

Lines = list[str]

_REPEATED = re.compile(r"keyword argument repeated: (\w+)|duplicate argument '(\w+)'")
_FAR = 400  # tokens before the fault in which its bracket opens
_MOST = 8  # lines that stand twice
_CLOSING = re.compile(r"\s*[)\]}]+,?\s*$")


class _Argument(NamedTuple):
    """Tokens `begin` up to `end`, the separator not included."""

    begin: int
    end: int


def repeated_arguments(lines: Lines, fault: Fault) -> Iterator[Lines]:
    """Of two arguments of one name the one that says less, or the later."""
    found = _REPEATED.search(fault.message)
    if not found:
        return
    text = "\n".join(lines)
    tokens = tokenize(text)
    name = found[1] or found[2]
    for opener in _openers(tokens, fault):
        same = [each for each in _arguments(tokens, opener) if tokens[each.begin].text == name]
        for first, second in pairwise(same):
            gone = first if _said(text, tokens, first) < _said(text, tokens, second) else second
            yield _without(text, tokens, gone).split("\n")


def _said(text: str, tokens: Sequence[Token], argument: _Argument) -> int:
    return len(text[tokens[argument.begin].start : tokens[argument.end - 1].end])


def _openers(tokens: Sequence[Token], fault: Fault) -> list[int]:
    """The brackets around the fault, innermost first, and the first behind it."""
    at = next((n for n, token in enumerate(tokens) if token.start >= fault.start), len(tokens))
    found: list[int] = []
    depth = 0
    for n in range(at - 1, max(-1, at - _FAR), -1):
        depth += (tokens[n].text in CLOSERS) - (tokens[n].text in OPENERS)
        if depth < 0:
            found.append(n)
            depth = 0
    return found[:2] + [n for n in range(at, min(len(tokens), at + 6)) if tokens[n].text == "("][:1]


def _arguments(tokens: Sequence[Token], opener: int) -> Iterator[_Argument]:
    """What the commas behind `opener` part, up to its closer; each starts with its name."""
    depth, begin = 0, opener + 1
    for n in range(opener + 1, len(tokens)):
        text = tokens[n].text
        if not depth and (text == "," or text in CLOSERS):
            while begin < n and tokens[begin].kind == "NL":
                begin += 1
            end = n
            while end > begin and tokens[end - 1].kind == "NL":
                end -= 1
            if begin < end:
                yield _Argument(begin, end)
            begin = n + 1
            if text != ",":
                return
        depth += (text in OPENERS) - (text in CLOSERS)


def _without(text: str, tokens: Sequence[Token], argument: _Argument) -> str:
    """The text without the argument and one comma; with its lines where nothing else stands on them."""
    start, end = tokens[argument.begin].start, tokens[argument.end - 1].end
    comma = next((token for token in tokens[argument.end : argument.end + 2] if token.text == ","), None)
    if comma is None:
        before = tokens[argument.begin - 1]
        while before.kind == "NL":
            before = tokens[tokens.index(before) - 1]
        return text[: before.start if before.text == "," else start] + text[end:]
    end = comma.end
    margin, rest = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    if rest >= 0 and not text[margin:start].strip() and not text[end:rest].strip():
        return text[:margin] + text[rest + 1 :]
    return text[:start] + text[end:].lstrip(" ")


def repeated_lines(lines: Lines, fault: Fault) -> Iterator[Lines]:
    """Lines that say what those just before say, around the fault: the second of the two is left out."""
    if fault.kind not in ("indent", "unmatched", "invalid", "mismatch", "dedent"):
        return
    at = min(fault.line, len(lines)) - 1
    for size in range(1, _MOST + 1):
        for begin in range(max(size, at - size), at + 1):
            first = [line.rstrip() for line in lines[begin - size : begin]]
            if first[0] and first[-1] and first == [line.rstrip() for line in lines[begin : begin + size]]:
                yield [*lines[:begin], *lines[begin + size :]]


def stray_closers(lines: Lines, fault: Fault) -> Iterator[Lines]:
    """A line of nothing but closers that close nothing."""
    at = min(fault.line, len(lines)) - 1
    if fault.kind == "unmatched" and _CLOSING.match(lines[at]):
        yield [*lines[:at], *lines[at + 1 :]]
