"""Filling the catalogue's texts with what was seen."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

_BLANK = re.compile(r"(?:: )?\{(\w+)\}")


def join_words(words: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1]))) if words else ""


def fill_words(template: str, words: Mapping[str, Any]) -> str:
    """The template with `{name}` replaced by its word.

    A word that is not known disappears together with a colon before it; elsewhere `{module}` becomes `the module`.
    """
    if "{" not in template:
        return template

    def word(match: re.Match[str]) -> str:
        value = str(words.get(match[1], "") or "")
        if value:
            return match[0].replace("{" + match[1] + "}", value)
        return "" if match[0].startswith(":") else f"the {match[1]}"

    return _BLANK.sub(word, template)
