"""Real damage and what a person made of it, file by file of pairs: parse rate, exact fixes, lines off, times.

People often sort imports, reword or reformat in the commit that mends a file, of which the damaged text tells nothing.
`only_mends_percent` is the share of pairs in which every place the person changed is refused when it alone is undone;
`exactly_of_only_mends_percent` is the share of exact fixes among those.
"""

from __future__ import annotations

import io
import json
import random
import statistics
import time
import tokenize
from collections.abc import Sequence
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from handlers.repair import repair_text
from handlers.repair.judge import compiles

_MEASURES = ("parses_percent", "exactly_the_persons_fix_percent", "the_persons_tokens_percent", "lines_off_mean")


def real(paths: Sequence[Path], most: int, history: bool) -> dict[str, Any]:
    """Every file of pairs by itself (one repository each), the mean over files, and over pairs.

    At most `most` pairs of all are looked at, spread evenly over the files.
    """
    rows = {path.stem: [_row(pair, history) for pair in _sample(path, most // len(paths), history)] for path in paths}
    rows = {name: found for name, found in rows.items() if found}
    by_file = {name: _summary(found) for name, found in rows.items()}
    pairs = [row for found in rows.values() for row in found]
    return {
        "with_ancestor": history,
        **_summary(pairs),
        "mean_over_files": {
            name: round(statistics.fmean(each[name] for each in by_file.values()), 2) for name in _MEASURES
        },
        "files": by_file,
    }


def _sample(path: Path, most: int, history: bool) -> list[dict[str, Any]]:
    pairs = [json.loads(line) for line in path.read_text().splitlines()]
    pairs = list({pair["broken"]: pair for pair in pairs if pair["ancestor"] or not history}.values())
    random.Random(0).shuffle(pairs)
    return pairs[: max(1, most)]


def _row(pair: dict[str, Any], history: bool) -> dict[str, float]:
    start = time.perf_counter()
    source = repair_text(pair["broken"], [pair["ancestor"]] if history else []).source
    seconds = time.perf_counter() - start
    same = source == pair["fixed"]
    return {
        "parses": compiles(source),
        "exact": same,
        "tokens": same or (_tokens(source) == _tokens(pair["fixed"]) is not None),
        "off": lines_off(source, pair["fixed"]),
        "only_mends": only_mends(pair["broken"], pair["fixed"]),
        "seconds": seconds,
    }


def _summary(rows: Sequence[dict[str, float]]) -> dict[str, float]:
    seconds = sorted(row["seconds"] for row in rows)
    shares = [_percent(rows, name) for name in ("parses", "exact", "tokens")]
    mends = [row for row in rows if row["only_mends"]]
    off = round(statistics.fmean(row["off"] for row in rows), 2)
    return {
        "pairs": len(rows),
        **dict(zip(_MEASURES, (*shares, off), strict=True)),
        "only_mends_percent": _percent(rows, "only_mends"),
        "exactly_of_only_mends_percent": _percent(mends, "exact"),
        "median_ms": round(1e3 * statistics.median(seconds), 1),
        "p95_ms": round(1e3 * seconds[int(0.95 * (len(seconds) - 1))], 1),
    }


def _percent(rows: Sequence[dict[str, float]], name: str) -> float:
    return round(100 * statistics.fmean(row[name] for row in rows), 2) if rows else 0.0


def only_mends(broken: str, fixed: str) -> bool:
    """Whether the compiler refuses `fixed` as soon as any one of the places that differ is as it was in `broken`."""
    old, new = broken.splitlines(keepends=True), fixed.splitlines(keepends=True)
    places = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    undone = ("".join([*new[:m], *old[i:j], *new[n:]]) for tag, i, j, m, n in places if tag != "equal")
    return not any(map(compiles, undone))


def lines_off(ours: str, theirs: str) -> int:
    """Lines in which two texts differ."""
    matcher = SequenceMatcher(None, ours.splitlines(), theirs.splitlines(), autojunk=False)
    return sum(max(j - i, n - m) for tag, i, j, m, n in matcher.get_opcodes() if tag != "equal")


def _tokens(source: str) -> list[tuple[int, str]] | None:
    """The tokens without comments and blank lines; None where `source` has none."""
    try:
        found = list(tokenize.generate_tokens(io.StringIO(source).readline))
    except (tokenize.TokenError, SyntaxError):
        return None
    return [(token.type, token.string) for token in found if token.type not in (tokenize.COMMENT, tokenize.NL)]
