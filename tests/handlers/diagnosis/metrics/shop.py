"""A small shop's metrics, made up: normal operation with noise, and faults put into it."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from handlers.diagnosis.metrics.series import Column, Floats, Metrics

GRAPH = {
    "front": ("search", "pay", "search-seen-by-front"),
    "search": ("items",),
    "pay": ("bank",),
    "list": ("search",),
    "items": (),
    "bank": (),
    "search-seen-by-front": (),
}
LATENCY = {"front": 0.12, "search": 0.02, "pay": 0.05, "list": 0.03, "items": 0.005, "bank": 0.03}
LATENCY["search-seen-by-front"] = 0.025
REQUESTS = {"front": 500, "search": 800, "pay": 60, "list": 300, "items": 800, "bank": 60, "search-seen-by-front": 90}
STEP = 300.0


def operation(rows: int, seed: int) -> Metrics:
    """`rows` rows of normal operation."""
    rng = np.random.default_rng(seed)
    values: dict[Column, Floats] = {}
    for node in GRAPH:
        values[Column(node, "latency", "Average")] = LATENCY[node] * np.exp(rng.normal(0, 0.05, rows))
        values[Column(node, "availability", "Average")] = np.full(rows, 100.0)
        values[Column(node, "requests", "Sum")] = REQUESTS[node] * np.exp(rng.normal(0, 0.05, rows))
    return Metrics(np.arange(rows, dtype=np.float64) * STEP + 1_700_000_000, values)


def add(metrics: Metrics, node: str, metric: str, rows: slice, amount: float) -> None:
    """Add `amount` (seconds, or percent points) to some rows of a node's metric."""
    metrics.values[Column(node, metric, "Average")][rows] += amount


def write(metrics: Metrics, path: Path) -> Path:
    """As CSV in PetShop's layout."""
    columns = list(metrics.values)
    heads = [
        [name, *(getattr(column, field) for column in columns)]
        for name, field in (("microservice", "node"), ("metric", "metric"), ("statistic", "statistic"))
    ]
    rows = [
        [str(time), *("" if np.isnan(metrics.values[c][i]) else repr(float(metrics.values[c][i])) for c in columns)]
        for i, time in enumerate(metrics.times)
    ]
    lines = [*heads, ["unix_timestamp", *[""] * len(columns)], *rows]
    path.write_text("\n".join(map(",".join, lines)) + "\n")
    return path
