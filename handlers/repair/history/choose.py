"""Choose the ancestor to repair from: it parses, and is most like the damaged text."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.repair.judge import compiles
from handlers.repair.words import alike, key, split_lines, words

_LEAST_ALIKE = 0.3  # Dice coefficient below which an ancestor is another text: a placeholder, a file that had the name


def choose(damaged: str, ancestors: Sequence[str]) -> str | None:
    """The most similar of `ancestors` (newest first) that compiles; of equals the newest. None where none is alike."""
    bag = words(damaged)
    scored = [(-alike(bag, words(text)), age, text) for age, text in enumerate(dict.fromkeys(ancestors))]
    for score, _, text in sorted(scored, key=lambda entry: entry[:2]):
        if -score < _LEAST_ALIKE:
            return None
        if compiles(text):
            return text
    return None


def known_lines(ancestors: Sequence[str]) -> dict[str, list[str]]:
    """key -> the distinct lines with that key in any ancestor, newest first."""
    found: dict[str, list[str]] = {}
    for text in ancestors:
        for line in split_lines(text):
            spellings = found.setdefault(key(line), [])
            if line not in spellings:
                spellings.append(line)
    return found
