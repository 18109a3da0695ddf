"""Root causes from metrics on the PetShop data: recall on the training part, false alarms on normal operation.

Nothing is fitted to the data, so leaving one issue out changes nothing; instead each of the few constants is varied to
show how much hangs on it. The data are read from MEDIC_PETSHOP, or from ../shared/data/petshop; without them it skips.
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

from handlers.diagnosis.metrics import excess, ranking
from handlers.diagnosis.metrics.ranking import rank_from_metrics
from handlers.diagnosis.metrics.series import Metrics, read_graph, read_metrics

TRAFFIC = ("low_traffic", "high_traffic")
METRICS = ("latency", "availability")
Graph = dict[str, tuple[str, ...]]


def data() -> Path:
    """Where the data are, whether they exist or not."""
    beside = Path(__file__).resolve().parents[2] / "shared" / "data" / "petshop"
    return Path(os.environ.get("MEDIC_PETSHOP", beside))


def issues(root: Path) -> Iterator[tuple[str, dict[str, Any], Metrics, Metrics, Graph]]:
    """Name, target.json, metrics, normal and graph of every training issue."""
    for traffic in TRAFFIC:
        normal, graph = read_metrics(root / traffic / "noissue/metrics.csv"), read_graph(root / traffic / "graph.csv")
        for folder in sorted((root / traffic / "train").iterdir()):
            told = json.loads((folder / "target.json").read_text())
            yield f"{traffic}/{folder.name}", told, read_metrics(folder / "metrics.csv"), normal, graph


def recall(loaded: list[tuple[str, dict[str, Any], Metrics, Metrics, Graph]]) -> dict[str, Any]:
    """Top-1 and top-3 recall, and the issues that are missed."""
    ranks = {}
    for name, told, metrics, normal, graph in loaded:
        target = told["target"]
        found = rank_from_metrics(metrics, normal, graph, target["timestamp"], target["node"], target["metric"])
        names = [cause.service for cause in found]
        truth = told["root_cause"]["node"]
        ranks[name] = names.index(truth) + 1 if truth in names else None
    share = {top: sum(rank is not None and rank <= top for rank in ranks.values()) / len(ranks) for top in (1, 3)}
    return {"issues": len(ranks), "top_1": share[1], "top_3": share[3],
            "missed": {name: rank for name, rank in ranks.items() if rank != 1}}  # fmt: skip


def part(metrics: Metrics, start: int, end: int) -> Metrics:
    """Some of the rows."""
    return Metrics(metrics.times[start:end], {column: values[start:end] for column, values in metrics.values.items()})


def specificity(root: Path, every: int, target: str = "PetSite") -> dict[str, float]:
    """The share of moments in the second half of normal operation, judged by the first, at which nothing is named.

    `every`: rows from one moment to the next; a tenth of the half, or fewer for a finer look.
    """
    shares = {}
    for traffic in TRAFFIC:
        normal, graph = read_metrics(root / traffic / "noissue/metrics.csv"), read_graph(root / traffic / "graph.csv")
        half = len(normal.times) // 2
        first, second = part(normal, 0, half), part(normal, half, len(normal.times))
        for metric in METRICS:
            moments = second.times[3:-3:every]
            quiet = [not rank_from_metrics(second, first, graph, float(at), target, metric) for at in moments]
            shares[f"{traffic} {metric}"] = round(float(np.mean(quiet)), 3)
    return shares


def sensitivity(loaded: list[tuple[str, dict[str, Any], Metrics, Metrics, Graph]]) -> list[dict[str, Any]]:
    """Recall with each constant changed, one at a time."""
    changes = [(excess, "TAIL", value) for value in (0.95, 0.98, 0.99)]
    changes += [(ranking, "ALARM", value) for value in (2.0, 2.5, 4.0)]
    changes += [(ranking, "CEILING", value) for value in (10.0, 50.0)]
    found = []
    for module, name, value in changes:
        with patch.object(module, name, value):
            found.append({name: value, **{key: kept for key, kept in recall(loaded).items() if key.startswith("top")}})
    return found


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
        "ms_per_issue": round((time.perf_counter() - start) / measured["issues"] * 1000, 1),
        "specificity_by_tenths": specificity(root, 29),
        "specificity_fine": specificity(root, 3),
        "to_beat": {"top_1": 0.654, "top_3": 0.827},
        "sensitivity": sensitivity(loaded),
    }
    print(json.dumps(document, indent=2))


if __name__ == "__main__":
    main()
