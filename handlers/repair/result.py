"""What a repair came to: the text, a plain verdict, and what was done to every hunk."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """How a file ended. PARTIAL parses, but something somebody wrote could not be kept as code, and is listed."""

    RESTORED = "restored"
    REPAIRED = "repaired"
    PARTIAL = "partial"
    LEFT_ALONE = "left alone"


class Deed(StrEnum):
    """What was done with one hunk."""

    KEPT = "kept the later edit"
    TAKEN = "took the ancestor's lines"
    MERGED = "kept the later words in the ancestor's syntax"
    SYNTHESISED = "mended the syntax"
    CLEARED = "removed stray words"
    ASIDE = "put lines aside as comments"
    DROPPED = "removed a repeated line"
    LOST = "could not keep the later edit"


@dataclass(frozen=True, slots=True)
class Hunk:
    """One difference between the damaged text and its ancestor. `line` is 1-based, in the damaged text.

    `before` is the damaged text of the hunk, `after` what stands there now; `lost` is text that could not be kept.
    """

    line: int
    deed: Deed
    before: str
    after: str
    lost: str = ""


@dataclass(frozen=True, slots=True)
class Repair:
    """`source`: the repaired text (the damaged one where nothing mends it); `kept`: share 0..1 of its words kept."""

    source: str
    verdict: Verdict
    kept: float
    hunks: tuple[Hunk, ...] = ()

    @property
    def lost(self) -> tuple[Hunk, ...]:
        """The hunks holding text that could not be kept."""
        return tuple(hunk for hunk in self.hunks if hunk.lost)
