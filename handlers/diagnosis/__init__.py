"""Diagnosis: probes run at once, and one root cause named with its evidence.

- `diagnose(request, context) -> Report`: the handler of `/diagnose`, the only part that measures anything.
- `explain(lines) -> [Explanation]`: the known causes a pasted log speaks of; `lines_of(stream)` reads any bytes for it.
- `rank_from_metrics(metrics, normal, graph, at, target, metric) -> [RankedCause]`: causes from numbers, with
  `read_metrics(path)`, `read_graph(path)` and `parse_time(text)` to read its input; mistakes in it raise Usage.
- `compare(previous, current) -> Table`: what changed between two reports of `diagnose`.

Everything but the handler is pure. Nothing in here imports another capability.
"""

from __future__ import annotations

from handlers.diagnosis.compare import compare
from handlers.diagnosis.handler import diagnose
from handlers.diagnosis.logs.explain import Explanation, explain, lines_of
from handlers.diagnosis.metrics.ranking import RankedCause, rank_from_metrics
from handlers.diagnosis.metrics.series import Metrics, parse_time, read_graph, read_metrics

__all__ = [
    "Explanation",
    "Metrics",
    "RankedCause",
    "compare",
    "diagnose",
    "explain",
    "lines_of",
    "parse_time",
    "rank_from_metrics",
    "read_graph",
    "read_metrics",
]
