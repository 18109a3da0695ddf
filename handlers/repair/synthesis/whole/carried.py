"""The layout around a mend: what moves along when lines move in or out, and no blank lines where lines went."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.repair.matching import matcher

_TRIPLES = ('"""', "'''")


def carried(before: Sequence[str], after: Sequence[str]) -> list[str]:
    """`after` with what belongs to moved lines moved too, where it differs from `before` by the indentation of some.

    Any other `after` comes back as it is.
    """
    if len(before) != len(after) or any(a.lstrip() != b.lstrip() for a, b in zip(before, after, strict=True)):
        return list(after)
    moved = [n for n, (a, b) in enumerate(zip(before, after, strict=True)) if a != b]
    steps = {_step(before[n], after[n]) for n in moved}
    if len(steps) != 1:
        return list(after)
    step, found = steps.pop(), list(after)
    least = min(_width(before[n]) for n in moved)
    for n in range(moved[0] + 1, moved[-1]):
        if before[n].lstrip().startswith("#") and before[n] == after[n] and _width(before[n]) >= least:
            found[n] = _by(before[n], step)
    for n in moved:
        for inner in _inside(before, n):
            if found[inner] == before[inner]:
                found[inner] = _by(before[inner], step)
    return found


def closed_up(before: Sequence[str], after: Sequence[str]) -> list[str]:
    """`after` without the empty lines a mend of `before` left where it took text away."""
    found: list[str] = []
    for tag, i, j, m, n in matcher(before, after).get_opcodes():
        new = after[m:n]
        if tag == "equal":
            found += new
            continue
        shorter = j - i > sum(bool(line.strip()) for line in new)
        found += [line for line in new if line.strip()] if shorter and all(map(str.strip, before[i:j])) else new
    return found


def _inside(lines: Sequence[str], at: int) -> range:
    """The further lines of a docstring that opens the line `at`, if none of them is further out than that."""
    text = lines[at].strip()
    mark = next((each for each in _TRIPLES if text.startswith(each)), "")
    if not mark or mark in text[3:]:
        return range(0)
    end = next((n for n in range(at + 1, len(lines)) if mark in lines[n]), at)
    inside = range(at + 1, end + 1)
    return inside if all(_width(lines[n]) >= _width(lines[at]) for n in inside if lines[n].strip()) else range(0)


def _by(line: str, step: int) -> str:
    body = line.lstrip(" ")
    return " " * max(0, len(line) - len(body) + step) + body if body else line


def _step(before: str, after: str) -> int:
    return _width(after) - _width(before)


def _width(line: str) -> int:
    return len(line) - len(line.lstrip())
