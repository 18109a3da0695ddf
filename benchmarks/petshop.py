"""Root causes from metrics on the PetShop data: recall on the training part, false alarms on normal operation.

No constant is fitted to an issue, so leaving one issue out changes nothing; what hangs on the constants, and on how
tidy the data are, is shown by varying each of them. The data are read from MEDIC_PETSHOP, or from
../shared/data/petshop; without them it skips.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np

from benchmarks.petshop_perturbed import PERTURBATIONS, RANDOM, Issue, rows
from handlers.diagnosis.metrics import excess, ranking
from handlers.diagnosis.metrics.ranking import rank_from_metrics
from handlers.diagnosis.metrics.series import read_graph, read_metrics

TRAFFIC = ("low_traffic", "high_traffic")
METRICS = ("latency", "availability")
DRAWS = 3  # of a perturbation that draws lots


def data() -> Path:
    """Where the data are, whether they exist or not."""
    beside = Path(__file__).resolve().parents[2] / "shared" / "data" / "petshop"
    return Path(os.environ.get("MEDIC_PETSHOP", beside))


def issues(root: Path) -> Iterator[Issue]:
    """Every training issue."""
    for traffic in TRAFFIC:
        normal, graph = read_metrics(root / traffic / "noissue/metrics.csv"), read_graph(root / traffic / "graph.csv")
        for folder in sorted((root / traffic / "train").iterdir()):
            told = json.loads((folder / "target.json").read_text())
            yield Issue(f"{traffic}/{folder.name}", told, read_metrics(folder / "metrics.csv"), normal, graph)


def recall(loaded: list[Issue], perturbation: str = "as_it_is") -> dict[str, Any]:
    """Top-1 and top-3 recall, and the issues that are missed."""
    draws = DRAWS if perturbation in RANDOM else 1
    ranks = {
        f"{issue.name} draw {draw + 1}" if draws > 1 else issue.name: _rank(issue, perturbation, draw)
        for draw in range(draws)
        for issue in loaded
    }
    share = {top: sum(rank is not None and rank <= top for rank in ranks.values()) / len(ranks) for top in (1, 3)}
    return {
        "asked": len(ranks),
        "top_1": round(share[1], 3),
        "top_3": round(share[3], 3),
        "missed": {name: rank for name, rank in ranks.items() if rank != 1},
    }


def _rank(issue: Issue, perturbation: str, draw: int) -> int | None:
    at, metrics, normal = PERTURBATIONS[perturbation](issue, np.random.default_rng(draw))
    target, truth = issue.told["target"], issue.told["root_cause"]["node"]
    found = rank_from_metrics(metrics, normal, issue.graph, at, target["node"], target["metric"])
    names = [cause.service for cause in found]
    return names.index(truth) + 1 if truth in names else None


def specificity(root: Path, every: int, target: str = "PetSite") -> dict[str, float]:
    """The share of moments in the second half of normal operation, judged by the first, at which nothing is named.

    `every`: rows from one moment to the next; a tenth of the half, or fewer for a finer look.
    """
    shares = {}
    for traffic in TRAFFIC:
        normal, graph = read_metrics(root / traffic / "noissue/metrics.csv"), read_graph(root / traffic / "graph.csv")
        half = len(normal.times) // 2
        first, second = rows(normal, 0, half), rows(normal, half, None)
        for metric in METRICS:
            moments = second.times[3:-3:every]
            quiet = [not rank_from_metrics(second, first, graph, float(at), target, metric) for at in moments]
            shares[f"{traffic} {metric}"] = round(float(np.mean(quiet)), 3)
    return shares


def sensitivity(root: Path, loaded: list[Issue]) -> list[dict[str, Any]]:
    """Recall and the lowest specificity with each constant changed, one at a time."""
    grid: list[tuple[Any, str, Any]] = [(excess, "TAILS", (tail,)) for tail in (0.9, 0.95, 0.97, 0.99)]
    grid += [(excess, "TAILS", tails) for tails in ((0.8, 0.9, 0.95, 0.98), (0.95, 0.97, 0.99), (0.97, 0.98, 0.99))]
    grid += [(ranking, "ALARM", value) for value in (2.0, 2.5, 4.0, 5.0)]
    grid += [(ranking, "FLOOR", value) for value in (1.0, 2.0)]
    grid += [(ranking, "CEILING", value) for value in (10.0, 50.0)]
    grid += [(ranking, "WORSE", value) for value in (0.2, 0.8)]
    found = []
    for module, name, value in grid:
        with patch.object(module, name, value):
            seen, quiet = recall(loaded), min(specificity(root, 29).values())
        found.append({name: value, "top_1": seen["top_1"], "top_3": seen["top_3"], "lowest_specificity": quiet})
    return found


def perturbed(loaded: list[Issue]) -> dict[str, dict[str, Any]]:
    """Recall on each perturbation of the issues."""
    return {
        name: {key: value for key, value in recall(loaded, name).items() if key != "missed"} for name in PERTURBATIONS
    }


def main() -> None:
    """Print one JSON document."""
    root = data()
    if not root.is_dir():
        print(json.dumps({"benchmark": "petshop", "skipped": "the data are not here; set MEDIC_PETSHOP"}))
        return
    loaded = list(issues(root))
    start = time.perf_counter()
    measured = recall(loaded)
    document = {
        "benchmark": "petshop",
        **measured,
        "ms_per_issue": round((time.perf_counter() - start) / measured["asked"] * 1000, 1),
        "specificity_by_tenths": specificity(root, 29),
        "specificity_fine": specificity(root, 3),
        "to_beat": {"top_1": 0.654, "top_3": 0.827},
        "perturbed": perturbed(loaded),
        "sensitivity": sensitivity(root, loaded),
    }
    print(json.dumps(document, indent=2))


if __name__ == "__main__":
    main()
