"""One refused text, looked at closely: its tokens, its lines, its brackets and where the compiler stopped."""

from __future__ import annotations

import bisect
from dataclasses import dataclass
from typing import NamedTuple

from handlers.repair.synthesis.fault import Fault
from handlers.repair.synthesis.tokens import CLOSERS, OPENERS, Token, tokenize


class Line(NamedTuple):
    """A physical line: offsets of its start and its end (without the line end), and its indentation as written."""

    start: int
    end: int
    indent: str

    @property
    def width(self) -> int:
        """Columns of indentation, a tab reaching the next multiple of eight."""
        return len(self.indent.expandtabs(8))


@dataclass(frozen=True, slots=True)
class Brackets:
    """Indices of tokens: `partner` of every matched bracket, `open` and `stray` those without one."""

    partner: dict[int, int]
    open: tuple[int, ...]
    stray: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Scene:
    """The text and everything proposals ask about it. `at` is the index of the token the compiler stopped at, `upto`
    the index just behind the reported range."""

    source: str
    fault: Fault
    tokens: list[Token]
    lines: list[Line]
    brackets: Brackets
    at: int
    upto: int
    spans: dict[int, tuple[int, int]]

    def line_of(self, index: int) -> int:
        """The 1-based line of the token at `index`, the last line where there is none."""
        if 0 <= index < len(self.tokens):
            return self.tokens[index].line
        return self.tokens[-1].line if self.tokens else 1

    def span(self, line: int) -> tuple[int, int]:
        """Indices of the first token of `line` and of the NL (or the end) behind its last."""
        return self.spans.get(line, (0, 0))

    def blank(self, line: int) -> bool:
        """Whether the 1-based `line` has no token."""
        return line not in self.spans

    def near(self, line: int, step: int) -> int:
        """The nearest line with tokens from `line` on in direction `step`, not `line` itself; 0 where there is none."""
        line += step
        while 1 <= line <= len(self.lines):
            if line in self.spans:
                return line
            line += step
        return 0


def look(source: str, fault: Fault) -> Scene:
    """The scene of `fault` in `source`."""
    tokens = tokenize(source)
    starts = [token.start for token in tokens]
    at = bisect.bisect_left(starts, fault.start)
    if at and tokens[at - 1].end > fault.start:
        at -= 1
    upto = max(at + 1, bisect.bisect_left(starts, fault.end))
    return Scene(source, fault, tokens, split_lines(source), match(tokens), at, upto, _spans(tokens))


def split_lines(source: str) -> list[Line]:
    """The physical lines of `source`."""
    lines: list[Line] = []
    start = 0
    for text in source.split("\n"):
        body = text.rstrip("\r")
        indent = body[: len(body) - len(body.lstrip(" \t"))]
        lines.append(Line(start, start + len(body), indent))
        start += len(text) + 1
    return lines


def match(tokens: list[Token]) -> Brackets:
    """Pairs brackets of one kind with a stack; a closer that fits an opener further down leaves those above it open."""
    partner: dict[int, int] = {}
    stack: list[int] = []
    stray: list[int] = []
    lost: list[int] = []
    for index, token in enumerate(tokens):
        if token.kind != "OP":
            continue
        if token.text in OPENERS:
            stack.append(index)
        elif token.text in CLOSERS:
            wanted = CLOSERS[token.text]
            if stack and tokens[stack[-1]].text == wanted:
                opener = stack.pop()
                partner[opener], partner[index] = index, opener
            elif len(stack) > 1 and tokens[stack[-2]].text == wanted:
                lost.append(stack.pop())
                opener = stack.pop()
                partner[opener], partner[index] = index, opener
            else:
                stray.append(index)
    return Brackets(partner, tuple(sorted(lost + stack)), tuple(stray))


def _spans(tokens: list[Token]) -> dict[int, tuple[int, int]]:
    spans: dict[int, tuple[int, int]] = {}
    begin = 0
    for index, token in enumerate(tokens):
        if token.first:
            begin = index
        if token.kind == "NL":
            spans.setdefault(tokens[begin].line, (begin, index))
            begin = index + 1
    if begin < len(tokens):
        spans.setdefault(tokens[begin].line, (begin, len(tokens)))
    return spans
