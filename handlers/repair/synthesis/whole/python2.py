"""Python 2 statements that Python 3 refuses, written as Python 3 does (2to3: print, except, raise, ne, long)."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator

from handlers.repair.synthesis.proposals.edit import Splice
from handlers.repair.synthesis.tokens import CLOSERS, OPENERS, Token, tokenize

_OLD = re.compile(
    r"^[ \t]*(?:print[ \t]+(?![=(.\[,:)])\S|except[ \t]+[\w.]+[ \t]*,[ \t]*\w+[ \t]*:|raise[ \t]+\w+[ \t]*,)",
    re.MULTILINE,
)


def modernised(text: str) -> str | None:
    """`text` with its Python 2 statements rewritten; None where there is no sign of Python 2 in it."""
    if not _OLD.search(text):
        return None
    tokens = tokenize(text)
    found: list[Splice] = []
    for begin, end in _statements(tokens):
        for rule in _RULES:
            found += rule(text, tokens, begin, end)
    pieces: list[str] = []
    position = 0
    for splice in sorted(found):
        if splice.start >= position:
            pieces += (text[position : splice.start], splice.text)
            position = splice.end
    return "".join((*pieces, text[position:]))


def _statements(tokens: list[Token]) -> Iterator[tuple[int, int]]:
    """First token and end of every simple statement; a one-line body is a statement of its own."""
    begin, depth, lambdas = 0, 0, 0
    for index, token in enumerate(tokens):
        if token.kind == "OP":
            depth += (token.text in OPENERS) - (token.text in CLOSERS)
        lambdas += token.text == "lambda"
        if depth > 0:
            continue
        if token.kind == "NL" or token.text == ";" or (token.text == ":" and not lambdas):
            yield begin, index
            begin, depth, lambdas = index + 1, 0, 0
    yield begin, len(tokens)


def _print(text: str, tokens: list[Token], begin: int, end: int) -> Iterator[Splice]:
    if tokens[begin : begin + 1] and tokens[begin].text == "print":
        yield from _call(text, tokens, begin, end)


def _call(text: str, tokens: list[Token], begin: int, end: int) -> Iterator[Splice]:
    word, first = tokens[begin], begin + 1
    if first >= end:
        yield Splice(word.end, word.end, "()")
        return
    if tokens[first].text in ("=", ".", ",", ")", "[", ":", "("):
        return
    opening = _opening(text, word.text)
    tail = ")"
    last = tokens[end - 1]
    if tokens[first].text == ">>":
        comma = next((n for n in range(first, end) if tokens[n].text == ","), end)
        target = text[tokens[first].end : tokens[comma - 1].end].strip()
        if comma >= end - 1:
            yield Splice(word.end, last.end, f"{opening}file={target})")
            return
        first, tail = comma + 1, f", file={target})"
    if last.text == ",":
        yield Splice(last.start, last.end, ', end=" "' + tail)
    else:
        yield Splice(last.end, last.end, tail)
    yield Splice(word.end, tokens[first].start, opening)


@functools.lru_cache(maxsize=4)
def _opening(text: str, word: str) -> str:
    """How `text` opens a call of `word`."""
    return " (" if text.count(f"{word} (") > text.count(f"{word}(") else "("


def _except(_: str, tokens: list[Token], begin: int, end: int) -> Iterator[Splice]:
    if begin < end - 2 and tokens[begin].text == "except" and tokens[end - 2].text == ",":
        yield Splice(tokens[end - 2].start, tokens[end - 1].start, " as ")


def _raise(_: str, tokens: list[Token], begin: int, end: int) -> Iterator[Splice]:
    if begin >= end or tokens[begin].text != "raise":
        return
    commas = [n for n in range(begin, end) if tokens[n].text == "," and tokens[n].depth == tokens[begin].depth]
    if len(commas) == 1 and commas[0] + 1 < end:
        yield Splice(tokens[commas[0]].start, tokens[commas[0] + 1].start, "(")
        yield Splice(tokens[end - 1].end, tokens[end - 1].end, ")")


def _operators(_: str, tokens: list[Token], begin: int, end: int) -> Iterator[Splice]:
    for n in range(begin, end - 1):
        one, two = tokens[n], tokens[n + 1]
        if one.end != two.start:
            continue
        if (one.text, two.text) == ("<", ">"):
            yield Splice(one.start, two.end, "!=")
        elif one.kind == "NUMBER" and two.text in ("L", "l"):
            yield Splice(two.start, two.end, "")


_RULES: tuple[Callable[[str, list[Token], int, int], Iterator[Splice]], ...] = (_print, _except, _raise, _operators)
