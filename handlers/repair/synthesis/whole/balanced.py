"""The lines of one statement with their brackets set right, in the ways that are cheap to tell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from handlers.repair.synthesis.whole.sound import CLOSING, Balance, balance, brackets, is_header

_BALANCED = 1.2
_COLON = 1.0
_SPLIT = 0.6
_LEFT_OUT = 0.6
_DOUBLED = 1.0


def balanced(lines: tuple[str, ...], names: Mapping[str, int]) -> Iterator[tuple[float, tuple[str, ...]]]:
    """The lines with their brackets set right, in one of the ways that are cheap to tell."""
    state = balance("\n".join(lines))
    matched, swapped = _matched("\n".join(lines))
    if swapped:
        yield _BALANCED * swapped, tuple(matched.split("\n"))
    yield from _closed_at_end(lines, state)
    if state.closers and not state.openers and lines[-1].rstrip().endswith(state.closers):
        rest = lines[-1].rstrip()[: -len(state.closers)]
        yield _BALANCED * len(state.closers), (*lines[:-1], *([rest] if rest.strip() else []))
    if is_header(lines[0]):
        yield from _headed(lines, state)
    if len(state.closers) == 1 and not state.openers:
        yield from _opened(lines, state.closers, names)
    if len(lines) > 1 and (state.broken or state.closers or state.openers or swapped):
        yield from _orphans(lines)
    for at, line in enumerate(lines):
        for found in re.finditer(r"\(\(|\[\[|\{\{|\)\)|\]\]|\}\}", line):
            yield _DOUBLED, (*lines[:at], line[: found.start()] + line[found.start() + 1 :], *lines[at + 1 :])
    if len(lines) == 1:
        for found in re.finditer(r"[()\[\]{}]", lines[0]):
            yield _BALANCED + _LEFT_OUT, (lines[0][: found.start()] + lines[0][found.end() :],)


def _headed(lines: tuple[str, ...], state: Balance) -> Iterator[tuple[float, tuple[str, ...]]]:
    """The head of a block with the colon it lacks, or without what stands behind its colon."""
    if not (state.openers or state.closers or state.code.rstrip().endswith(":")):
        code = balance(lines[-1]).code.rstrip()
        yield _COLON, (*lines[:-1], f"{code}:{lines[-1][len(code) :]}")
    behind = re.fullmatch(r"(.*:)\s*[)\]}\"']+,?", lines[-1].rstrip())
    if behind:
        yield _BALANCED, (*lines[:-1], behind[1])
        yield from ((_BALANCED + extra, other) for extra, other in _closed_at_end((*lines[:-1], behind[1])))


def _orphans(lines: tuple[str, ...]) -> Iterator[tuple[float, tuple[str, ...]]]:
    """The lines without one that is a bracket alone, or without the bracket one of them ends with."""
    for at, line in enumerate(lines):
        body = line.rstrip()
        if body.strip(" \t()[]{},") == "":
            yield _BALANCED, (*lines[:at], *lines[at + 1 :])
        elif body[-1] in "()[]{}":
            yield _BALANCED, (*lines[:at], body[:-1], *lines[at + 1 :])


def _closed_at_end(lines: tuple[str, ...], state: Balance | None = None) -> Iterator[tuple[float, tuple[str, ...]]]:
    """The lines with what is open closed behind the last, before its colon and its comment."""
    state = state or balance("\n".join(lines))
    if not state.openers or state.closers:
        return
    last = lines[-1]
    closed = "".join(CLOSING[bracket] for bracket in reversed(state.openers))
    code = balance(last).code.rstrip()
    colon = ":" if code.endswith(":") and is_header(lines[0]) else ""
    bare = code[: len(code) - len(colon)]
    for body in dict.fromkeys((bare, bare.removesuffix(","))):
        yield _BALANCED * len(closed), (*lines[:-1], body + closed + colon + last[len(code) :])


def _matched(text: str) -> tuple[str, int]:
    """`text` with every closing bracket as its opening one wants it, and how many were not."""
    found, stack, swapped = list(text), "", 0
    for at, bracket in brackets(text):
        if bracket in CLOSING:
            stack += bracket
        elif stack:
            swapped += bracket != CLOSING[stack[-1]]
            found[at] = CLOSING[stack[-1]]
            stack = stack[:-1]
    return "".join(found), swapped


def _opened(lines: tuple[str, ...], closer: str, names: Mapping[str, int]) -> Iterator[tuple[float, tuple[str, ...]]]:
    opener = next(bracket for bracket, closing in CLOSING.items() if closing == closer)
    first = lines[0]
    for at in _openings(first, names):
        price = _BALANCED + _SPLIT * first[at - 1 : at].isspace()
        yield price, (first[:at] + opener + first[at:], *lines[1:])


_GAP = re.compile(
    r"(?<=\w)(?=[\"'\[{]|\*{1,2}\w|$)|(?<=[=(\[{,] )(?=\S)|(?<=[=(\[{])(?=[^\s=])|(?<==) ?$"
    r"|\b(?:in|return|print) (?=\S)"
)
_GLUED = frozenset({"self", "cls", "f", "b", "r", "None", "True", "False", "not", "lambda"})


def _openings(line: str, names: Mapping[str, int]) -> Iterator[int]:
    """Where a bracket may have been lost: behind a name before a string, before a value, between two names."""
    yield from (found.end() for found in _GAP.finditer(line))
    for found in re.finditer(r"[A-Za-z_]\w{3,}", line):
        word = found.group()
        if names[word] <= 1:
            for at in range(2, len(word)):
                if names[word[:at]] and (names[word[at:]] or word[at:] in _GLUED):
                    yield found.start() + at
    head = re.match(r"\s*(?:async\s+)?(?:def|class)\s+\w", line)
    if head:
        for found in re.finditer(r"self\b|cls\b|(?=\))", line[head.end() :]):
            yield head.end() + found.start()
