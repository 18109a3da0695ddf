"""One mistake or warning in a file, with its place, what was expected there, and the nearest valid name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple

from handlers.core.names import nearest
from handlers.core.redaction import Redactor

MOST_SHOWN = 200  # a person reads the first few; a file of another kind would give a hundred thousand
_NAMES_LISTED = 12


class Mark(NamedTuple):
    """A place in a text, both counted from 1 as editors do."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Problem:
    """`what` is wrong, `expected` and `nearest` may be empty, `mark` is None for what concerns the whole file."""

    what: str
    expected: str = ""
    nearest: str = ""
    mark: Mark | None = None
    file: str = ""

    def __str__(self) -> str:
        place = [self.file or "stack.yaml", *(map(str, self.mark) if self.mark else ())]
        expected = f", expected {self.expected}" if self.expected else ""
        meant = f"; did you mean {self.nearest!r}?" if self.nearest else ""
        return f"{':'.join(place)}: {self.what}{expected}{meant}"


def unknown_name(what: str, word: str, valid: Iterable[str], mark: Mark) -> Problem:
    """The problem of a `word` that is none of the `valid` names; `what` says which kind of name it should have been."""
    names = sorted(valid)
    meant = nearest(word, names)
    listed = names if len(names) <= _NAMES_LISTED else [] if meant else [*names[:_NAMES_LISTED], "others"]
    expected = f"one of {', '.join(listed)}" if listed else ""
    return Problem(f"unknown {what} {word[:80]!r}", expected, meant, mark)


def arrange(problems: Iterable[Problem], file: str, redact: Redactor) -> tuple[Problem, ...]:
    """The problems as a person wants them: one for each place, from the top of `file` down, without secrets."""
    first: dict[tuple[Mark | None, str], Problem] = {}
    for problem in problems:
        key = (problem.mark, problem.what)
        known = first.get(key, problem)
        expected = known.expected if problem.expected in known.expected else f"{known.expected} or {problem.expected}"
        first[key] = replace(known, expected=expected)
    clean = (
        replace(p, file=file, what=redact(p.what), expected=redact(p.expected), nearest=redact(p.nearest))
        for p in first.values()
    )
    return tuple(sorted(clean, key=lambda problem: problem.mark or Mark(0, 0)))
