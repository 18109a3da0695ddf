"""Filling the catalogue's texts with what was seen."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_BLANK = re.compile(r"(?:: )?\{(\w+)\}")


def fill_words(template: str, words: Mapping[str, Any]) -> str:
    """The template with `{name}` replaced by its word; one that is not known disappears, with the colon before it."""
    if "{" not in template:
        return template

    def word(match: re.Match[str]) -> str:
        value = str(words.get(match[1], "") or "")
        return match[0].replace("{" + match[1] + "}", value) if value else ""

    return _BLANK.sub(word, template)
