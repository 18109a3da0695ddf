"""The pieces a damaged text and its ancestor are cut into by aligning their lines."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum

from handlers.repair.words import key

_MARKED_COMMENT = re.compile(r"\s*#.*\w")

_REPEATED = 2  # lines that damage repeats at a time; more of them are a person's, or stood there before


class Kind(StrEnum):
    """How a piece differs. LAYOUT: only in what damage touches. COMMENTED: the same code behind a comment marker."""

    SAME = "same"
    LAYOUT = "layout"
    DUPLICATE = "duplicate"
    COMMENTED = "commented"
    CHANGED = "changed"
    INSERTED = "inserted"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class Piece:
    """Lines of the ancestor (`old`, from line `old_at`) beside those of the damaged text (`new`, from `new_at`).

    Line numbers are 0-based; lines keep their endings.
    """

    kind: Kind
    old: tuple[str, ...]
    new: tuple[str, ...]
    old_at: int
    new_at: int
    old_text: str = field(init=False)
    new_text: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "old_text", "".join(self.old))
        object.__setattr__(self, "new_text", "".join(self.new))

    @property
    def genuine(self) -> bool:
        """Whether words differ, so that a person's later edit may be in it."""
        return self.kind in (Kind.CHANGED, Kind.INSERTED, Kind.DELETED)


def classify(old: tuple[str, ...], new: tuple[str, ...], neighbours: frozenset[str] = frozenset()) -> Kind:
    """The kind of a difference; `neighbours` are the keys of the lines around it, for telling repeated lines."""
    if old == new:
        return Kind.SAME
    before, after = key("".join(old)), key("".join(new))
    if before == after:
        return Kind.LAYOUT
    if not before:
        keys = [key(line) for line in new]
        repeated = all(not k or k in neighbours for k in keys) and sum(map(bool, keys)) <= _REPEATED
        return Kind.DUPLICATE if repeated else Kind.INSERTED
    if not after:
        return Kind.DELETED
    if _commented(old, new):
        return Kind.COMMENTED
    return Kind.CHANGED


def _commented(old: tuple[str, ...], new: tuple[str, ...]) -> bool:
    """Every line commented out behind a worded marker (a bare `# code` may be a person's own choice)."""
    return len(old) == len(new) and all(
        not key(before) or (_is_behind_marker(before, after)) for before, after in zip(old, new, strict=True)
    )


def _is_behind_marker(before: str, after: str) -> bool:
    code, comment = key(before), key(after)
    return (
        bool(_MARKED_COMMENT.match(after))
        and not before.lstrip().startswith("#")
        and comment.endswith(code)
        and len(comment) > len(code)
    )
