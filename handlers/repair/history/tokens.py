"""Merge two versions of the same lines token by token: the later words in the ancestor's syntax."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

_TOKEN = re.compile(r'\w+|"""|\'\'\'|\n[^\S\n]*|[^\S\n]+|.')
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
