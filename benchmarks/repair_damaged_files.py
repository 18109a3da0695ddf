"""How well whole files without history are mended: the standard library's tests, damaged as bulk edits do.

    python -m benchmarks.repair_damaged_files [--files 40] [--share 0.05] [--seed 7] [--each]

Prints how many files parse afterwards, how many are exactly what they were, how many of the damaged lines are back word
for word, the share of the damaged text's words kept, and how long a file takes. The cost tables are learnt from the
first files of the same tree; those are left out here.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import statistics
import sysconfig
import time
from collections import Counter
from pathlib import Path
from typing import Any

from handlers.repair.synthesis import LanguageModel, repair_file
from tests.handlers.repair.corruption import DAMAGES, corrupt

_WORD = re.compile(r"\w+")


def healthy_files(skip: int, count: int) -> list[str]:
    """Texts of the standard library's tests, in the order the learning of costs has, too; `skip` were learnt from."""
    paths = sorted((Path(sysconfig.get_paths()["stdlib"]) / "test").glob("test_*.py"))
    random.Random(1).shuffle(paths)
    texts = (path.read_text(encoding="utf-8", errors="replace") for path in paths[skip:])
    return [text for text in texts if 60 < text.count("\n") < 1500][:count]


def words_kept(before: str, after: str) -> float:
    """The share of the words of `before` that `after` has, too."""
    old, new = Counter(_WORD.findall(before)), Counter(_WORD.findall(after))
    return sum((old & new).values()) / max(1, sum(old.values()))


def measure(healthy: str, seed: int, share: float, only: tuple[str, ...], model: LanguageModel) -> dict[str, Any]:
    """One file's figures."""
    damaged = corrupt(healthy, seed, share, only)
    started = time.process_time()
    outcome = repair_file(damaged.source, model, 20.0)
    seconds = time.process_time() - started
    old, new = Counter(damaged.source.split("\n")), Counter(outcome.source.split("\n"))
    lost = Counter(healthy.split("\n")) - old
    return {
        "deeds": len(damaged.deeds),
        "lines": healthy.count("\n"),
        "parses": outcome.complete,
        "exact": outcome.source == healthy,
        "lost": sum(lost.values()),
        "back": sum((lost & new).values()),
        "words": words_kept(damaged.source, outcome.source),
        "put_aside": outcome.dropped,
        "seconds": seconds,
    }


def summary(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Shares in percent and times in seconds over `rows`."""
    times = sorted(row["seconds"] for row in rows)
    return {
        "files": len(rows),
        "damages": sum(row["deeds"] for row in rows),
        "parses": round(100 * statistics.mean(row["parses"] for row in rows), 1),
        "exact": round(100 * statistics.mean(row["exact"] for row in rows), 1),
        "lines_back": round(100 * sum(row["back"] for row in rows) / max(1, sum(row["lost"] for row in rows)), 1),
        "words_kept": round(100 * statistics.mean(row["words"] for row in rows), 2),
        "lines_put_aside": sum(row["put_aside"] for row in rows),
        "median_cpu_s": round(statistics.median(times), 3),
        "p95_cpu_s": round(times[int(0.95 * (len(times) - 1))], 3),
        "lines_per_cpu_s": round(sum(row["lines"] for row in rows) / max(1e-9, sum(times))),
    }


def main() -> None:
    """Prints the figures as one JSON document, over all damages and for each by itself."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=40)
    parser.add_argument("--share", type=float, default=0.05)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--each", action="store_true", help="every kind of damage by itself, too, once a file")
    options = parser.parse_args()
    learnt, texts = healthy_files(0, 60), healthy_files(200, options.files)
    model = LanguageModel.learn(learnt)
    rows = [measure(text, options.seed + i, options.share, (), model) for i, text in enumerate(texts)]
    report: dict[str, Any] = {"benchmark": "repair_damaged_files", "share": options.share, **summary(rows)}
    if options.each:
        report["by_damage"] = {}
        for name in DAMAGES:
            own = [measure(text, options.seed + i, 0.0, (name,), model) for i, text in enumerate(texts)]
            report["by_damage"][name] = summary(own)
    print(json.dumps(report, indent=1))


if __name__ == "__main__":
    main()
