"""When a text is the person's, and how far it is from that."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.repair_snippets import shape_key, string_value, token_key
from handlers.repair.synthesis.scene import split_lines
from handlers.repair.synthesis.tokens import CONSTANTS, tokenize


def shape_stream(source: str) -> list[str]:
    """The same with names, numbers and strings by their kind."""
    return layout_stream(source, shapes=True)


def layout_stream(source: str, *, shapes: bool = False) -> list[str]:
    """Token texts with marks of the nesting level where a logical line starts: what distances are measured on."""
    found: list[str] = []
    lines = split_lines(source)
    stack: list[int] = []
    for token in tokenize(source):
        if token.kind == "NL":
            continue
        if token.first and token.depth == 0:
            width = lines[token.line - 1].width
            while stack and stack[-1] > width:
                stack.pop()
            if not stack or stack[-1] < width:
                stack.append(width)
            found.append(f"\n{len(stack) - (stack[0] == 0)}")
        if shapes and token.kind in ("NAME", "NUMBER", "STRING") and token.text not in CONSTANTS:
            found.append(token.kind)
        else:
            found.append(string_value(token.text) if token.kind == "STRING" else token.text)
    return found


def distance(first: list[str], second: list[str], bound: int) -> int:
    """Levenshtein's distance, at most `bound` + 1."""
    begin = 0
    while begin < min(len(first), len(second)) and first[begin] == second[begin]:
        begin += 1
    end = 0
    while end < min(len(first), len(second)) - begin and first[-1 - end] == second[-1 - end]:
        end += 1
    a, b = first[begin : len(first) - end], second[begin : len(second) - end]
    if not a or not b or abs(len(a) - len(b)) > bound:
        return len(a) + len(b)
    far = bound + 1
    row = [min(j, far) for j in range(len(b) + 1)]
    for i, word in enumerate(a, 1):
        low, high = max(1, i - bound), min(len(b), i + bound)
        last = row[low - 1]
        row[low - 1] = i if low == 1 else far
        for j in range(low, high + 1):
            above = row[j] if j < i + bound else far
            cost = last if word == b[j - 1] else last + 1
            last = row[j]
            row[j] = min(above + 1, row[j - 1] + 1, cost)
        if min(row[low - 1 : high + 1]) > bound:
            return far
    return row[-1]


@dataclass(frozen=True)
class Measure:
    """What counts as the person's fix: a stream of marks for distances, and a key that must be equal in the end."""

    stream: Callable[[str], list[str]]
    key: Callable[[str], tuple[str, ...]]


EQUAL, ALIKE = Measure(layout_stream, token_key), Measure(shape_stream, shape_key)


def characters(source: str) -> list[str]:
    """Marks of a text for distances: all but white space, and the indentation where a line opens."""
    found: list[str] = []
    for line in source.split("\n"):
        body = line.strip()
        if body:
            found.append("\n" + line[: len(line) - len(line.lstrip())])
            found += [mark for mark in body if not mark.isspace()]
    return found
