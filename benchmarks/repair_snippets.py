"""How well `suggest` mends snippets people asked about: parses, the person's own fix first and in five, and how fast.

    python -m benchmarks.repair_snippets [--data FILE] [--from 0.8] [--to 1.0] [--limit 5] [--misses FILE]

The data are broken and mended snippets, one JSON object a line (`broken`, `fixed`, `err`). Neighbours are
near-duplicates, so a block is taken by its place and duplicates are dropped. A fix
counts when its Python token stream equals the person's, white space and comments aside and however the strings are
quoted; `first_exact` counts only equal spellings of strings. People often change a name, a number or a text besides
mending; `first_shape` counts a fix whose tokens are equal but for what names, numbers and strings say.
"""

from __future__ import annotations

import argparse
import ast
import io
import json
import keyword
import statistics
import time
import tokenize
from collections import defaultdict
from pathlib import Path
from typing import Any

from handlers.repair import suggest
from handlers.repair.synthesis.fault import classify
from handlers.repair.synthesis.tokens import tokenize as loose_tokens

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "so_pairs_dev.jsonl"
_SKIPPED = frozenset({tokenize.COMMENT, tokenize.NL, tokenize.ENCODING, tokenize.ENDMARKER})
_LAYOUT = {tokenize.INDENT: "<in>", tokenize.DEDENT: "<out>", tokenize.NEWLINE: "<line>"}

_KINDS = {tokenize.NAME: "NAME", tokenize.NUMBER: "NUMBER", tokenize.STRING: "STRING"}


def token_key(source: str, *, exact: bool = False) -> tuple[str, ...]:
    """The token stream of `source` for comparison; unless `exact`, strings by value, whatever their quote marks."""
    found: list[str] = []
    try:
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            if token.type in _LAYOUT:
                found.append(_LAYOUT[token.type])
            elif token.type == tokenize.STRING and not exact:
                found.append(string_value(token.string))
            elif token.type not in _SKIPPED:
                found.append(token.string)
    except (tokenize.TokenError, SyntaxError):
        found.append("<refused>")
    return tuple(found)


def shape_key(source: str) -> tuple[str, ...]:
    """The token stream of `source` with every name, number and string given by its kind alone."""
    found: list[str] = []
    try:
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            if token.type in _LAYOUT:
                found.append(_LAYOUT[token.type])
            elif token.type in _KINDS and not keyword.iskeyword(token.string):
                found.append(_KINDS[token.type])
            elif token.type not in _SKIPPED:
                found.append(token.string)
    except (tokenize.TokenError, SyntaxError):
        found.append("<refused>")
    return tuple(found)


def string_value(text: str) -> str:
    """A spelling of a string literal that does not depend on its quote marks."""
    try:
        value = ast.literal_eval(text)
    except (ValueError, SyntaxError):
        return text
    return repr(value)


def load(path: Path) -> list[dict[str, Any]]:
    """The pairs, each broken text once."""
    seen: set[tuple[str, ...]] = set()
    pairs = []
    for line in path.read_text(encoding="utf-8").splitlines():
        pair = json.loads(line)
        key = tuple(token.text for token in loose_tokens(pair["broken"]))
        if key not in seen:
            seen.add(key)
            pairs.append(pair)
    return pairs


def block(pairs: list[dict[str, Any]], begin: float, end: float) -> list[dict[str, Any]]:
    """The contiguous share of `pairs` from `begin` to `end` (both between 0 and 1)."""
    return pairs[int(len(pairs) * begin) : int(len(pairs) * end)]


def measure(pair: dict[str, Any], limit: int, budget: float) -> dict[str, Any]:
    """One snippet's figures."""
    started, worked = time.perf_counter(), time.process_time()
    found = suggest(pair["broken"], limit, budget)
    seconds, cpu = time.perf_counter() - started, time.process_time() - worked
    wanted, wanted_exact = token_key(pair["fixed"]), token_key(pair["fixed"], exact=True)
    hits = [token_key(candidate.source) == wanted for candidate in found]
    exact = [token_key(candidate.source, exact=True) == wanted_exact for candidate in found]
    shape = shape_key(pair["fixed"])
    shapes = [shape_key(candidate.source) == shape for candidate in found]
    return {
        "id": pair["id"],
        "class": classify(pair["err"]),
        "parses": bool(found),
        "first": bool(hits and hits[0]),
        "in_five": any(hits[:5]),
        "first_exact": bool(exact and exact[0]),
        "in_five_exact": any(exact[:5]),
        "first_shape": bool(shapes and shapes[0]),
        "in_five_shape": any(shapes[:5]),
        "ms": seconds * 1000,
        "cpu_ms": cpu * 1000,
        "sources": [candidate.source for candidate in found],
        "costs": [candidate.cost for candidate in found],
    }


def summary(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Shares in percent and times in milliseconds over `rows`."""
    times, cpu = sorted(row["ms"] for row in rows), sorted(row["cpu_ms"] for row in rows)
    shares = {
        name: round(100 * sum(row[name] for row in rows) / len(rows), 1)
        for name in ("parses", "first", "in_five", "first_exact", "in_five_exact", "first_shape", "in_five_shape")
    }
    return {
        "snippets": len(rows),
        **shares,
        "median_ms": round(statistics.median(times), 1),
        "p95_ms": round(times[min(len(times) - 1, int(0.95 * len(times)))], 1),
        "max_ms": round(times[-1], 1),
        "median_cpu_ms": round(statistics.median(cpu), 1),
        "p95_cpu_ms": round(cpu[min(len(cpu) - 1, int(0.95 * len(cpu)))], 1),
    }


def main() -> None:
    """Prints the figures as one JSON document."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--from", dest="begin", type=float, default=0.8)
    parser.add_argument("--to", dest="end", type=float, default=1.0)
    parser.add_argument("--limit", type=int, default=5)
    parser.add_argument("--budget", type=float, default=1.0)
    parser.add_argument("--misses", type=Path)
    options = parser.parse_args()
    if not options.data.exists():
        print(json.dumps({"benchmark": "repair_snippets", "skipped": f"no data at {options.data}"}))
        return
    suggest("print 1")
    pairs = block(load(options.data), options.begin, options.end)
    rows = [measure(pair, options.limit, options.budget) for pair in pairs]
    if options.misses:
        by_id = {pair["id"]: pair for pair in pairs}
        misses = [{**by_id[row["id"]], **row} for row in rows if not row["first"]]
        options.misses.write_text("\n".join(json.dumps(row) for row in misses), encoding="utf-8")
    classes = defaultdict(list)
    for row in rows:
        classes[row["class"]].append(row)
    report = {"benchmark": "repair_snippets", "block": [options.begin, options.end], **summary(rows)}
    report["by_class"] = {
        name: summary(group) for name, group in sorted(classes.items(), key=lambda item: -len(item[1]))
    }
    print(json.dumps(report, indent=1))


if __name__ == "__main__":
    main()
