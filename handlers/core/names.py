"""Names people type, and the valid one they most likely meant."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(word: str, valid: Iterable[str]) -> str:
    """The valid name that `word` most likely meant, whatever its case; empty when none is near."""
    names = {name.casefold(): name for name in valid}
    folded = word[:80].casefold().strip()
    for candidate in (folded, folded.replace("_", "-"), folded.replace("-", "_")):
        if candidate in names:
            return names[candidate]
    matches = get_close_matches(folded, names, n=1, cutoff=0.6)
    return names[matches[0]] if matches else ""
