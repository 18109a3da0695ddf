"""Merge two versions of the same lines token by token: the later words in the ancestor's syntax."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

from handlers.repair.matching import matcher
from handlers.repair.words import split_lines

_TOKEN = re.compile(r'\w+|"""|\'\'\'|\n[^\S\n]*|[^\S\n]+|.')
_SPACED = re.compile(r'(?:\w+|"""|\'\'\'|\S)[^\S\n]*|\n[^\S\n]*|[^\S\n]+')
_ASIDE = 10  # characters that a line put aside as a comment counts for
_LONGEST = 2_000  # tokens on either side; beyond it a merge tells nothing


@dataclass(frozen=True, slots=True)
class Edit:
    """One differing stretch: what the ancestor has and what the damaged text has."""

    old: str
    new: str

    @property
    def worded(self) -> bool:
        """Whether a word came or went: an edit a person may have meant."""
        return self.old != self.new and bool(re.search(r"\w", self.old + self.new))


def edits(old: str, new: str) -> list[Edit]:
    """Both texts cut into stretches, alike or differing, in order."""
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    if max(len(before), len(after)) > _LONGEST:
        return [Edit(old, new)]
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    return [Edit("".join(before[i:j]), "".join(after[m:n])) for _, i, j, m, n in matcher.get_opcodes()]


def spaced(text: str) -> list[str]:
    """The tokens of `text`, each with the blanks behind it."""
    return _SPACED.findall(text)


def changed(damaged: str, mended: str) -> int:
    """Characters that came or went, token by token; a line put aside as a comment counts ten more."""
    before, after = split_lines(damaged), split_lines(mended)
    total = 0
    for tag, i, j, m, n in matcher(before, after).get_opcodes():
        if tag != "equal":
            stretches = edits("\n" + "".join(before[i:j]), "\n" + "".join(after[m:n]))
            total += sum(max(_size(edit.old), _size(edit.new)) for edit in stretches if edit.old != edit.new)
            total += _ASIDE * max(0, _comments(after[m:n]) - _comments(before[i:j]))
    return total


def _size(text: str) -> int:
    return len(text.strip(" "))


def _comments(lines: list[str]) -> int:
    return sum(line.lstrip().startswith("#") for line in lines)
