"""Blocks put aside behind a worded comment marker (`# DISABLED: code`), brought back."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from handlers.repair.synthesis.whole.sound import sound

_MARKED = re.compile(
    r"(?P<margin>\s*)(?P<marker>#[!\s]*(?P<words>[\w()-]+(?:[ ][\w()-]+){0,2}?)(?:: ?|[ ]))(?P<code>\s*\S.*)"
)
_PUNCTUATED = re.compile(r"[()\[\]{}=:\"'@]|\w\.\w|,$|^\s*(?:return|raise|pass|break|continue|import|del|await)\b")
_FEW = 2  # lines a marker stands before at least
_SHARE = 0.8  # of which so many must be code


def brought_back(lines: Sequence[str]) -> list[str]:
    """`lines` without the markers that stand before code in several of them."""
    behind: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
    for at, line in enumerate(lines):
        if line.lstrip().startswith("#"):
            for marker, code in _readings(line):
                behind[marker].append((at, code))
    found = list(lines)
    for marker in sorted(behind, key=len, reverse=True):
        rows = [(at, code) for at, code in behind[marker] if found[at] == lines[at]]
        if len(rows) >= _FEW and _is_code(marker, [code for _, code in rows]):
            for at, code in rows:
                found[at] = code
    return found


def _readings(line: str) -> list[tuple[str, str]]:
    """The markers a comment may begin with, each with the line that is left without it."""
    found = _MARKED.fullmatch(line)
    readings = []
    while found:
        readings.append((found["marker"], found["margin"] + found["code"]))
        more = re.fullmatch(
            re.escape(found["margin"] + found["marker"]) + r"(?P<words>[\w()-]+(?:: ?|[ ]))(?P<code>\s*\S.*)", line
        )
        if more is None or len(readings) > 2:
            break
        readings.append((found["marker"] + more["words"], found["margin"] + more["code"]))
        break
    return readings


def _is_code(marker: str, rows: list[str]) -> bool:
    """Whether what stands behind a marker is a program: lines that stand, deeper and less deep, none of it prose."""
    shouted = re.search(r"[A-Z]{3}|[_(:!]", marker) is not None
    words = [row for row in rows if not row.lstrip().startswith("#")]
    good = sum(sound(row) and _PUNCTUATED.search(row) is not None for row in words)
    return shouted and bool(words) and good >= _SHARE * len(words)
