"""Marks a version control system leaves where two changes met."""

from __future__ import annotations

import re

from handlers.repair.synthesis.fault import find_fault

_BLOCK = re.compile(
    r"^<{7}(?: [^\n]*)?\n(?P<ours>.*?)(?:^\|{7}[^\n]*\n.*?)?^={7}\n(?P<theirs>.*?)^>{7}(?: [^\n]*)?(?:\n|\Z)",
    re.MULTILINE | re.DOTALL,
)


def settle_conflicts(text: str) -> str | None:
    """`text` without conflict marks: both sides where that compiles, else ours with theirs beside it as comments.

    None where there are no marks, or where without them it is not even nearer to compiling.
    """
    if not _BLOCK.search(text):
        return None
    both = _BLOCK.sub(lambda found: _either_if_blank(found["ours"], found["theirs"]), text)
    aside = _BLOCK.sub(lambda found: found["ours"] + _commented(found["theirs"]), text)
    return both if find_fault(both) is None else aside


def _either_if_blank(ours: str, theirs: str) -> str:
    """Both sides; only one where the other has no more than blank lines to say."""
    if ours.strip() and theirs.strip():
        return ours + theirs
    return ours if ours.strip() else theirs or ours


def _commented(lines: str) -> str:
    return re.sub(r"^([ \t]*)(?=[^\s#])", r"\1# ", lines, flags=re.MULTILINE)
