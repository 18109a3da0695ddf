"""How long the cause engine takes for large stacks: 1,000 services under 5 ms, 10,000 under 100 ms, linear.

Three wards for each size: all healthy, one root cause with a tenth of the services failing above it, and all failing.
"""

from __future__ import annotations

import gc
import json
import random
import time

from handlers.diagnosis.causes import find_causes
from handlers.diagnosis.evidence import Seen
from handlers.diagnosis.graph import Graph
from handlers.probes.base import Observation

SIZES = (1_000, 10_000, 100_000)
LIMITS_MS = {1_000: 5.0, 10_000: 100.0}
OK = Seen("http", "http", Observation.ok("all well"))
BAD = Seen("http", "http", Observation.failing("status", "503", status=503))
DOWN = Seen("postgres", "postgres", Observation.failing("refused", "refused"))


def layered(size: int, seed: int = 1) -> Graph:
    """Every service needs up to three of the hundred before it, as real stacks do: wide, not deep."""
    rng = random.Random(seed)
    names = [f"service-{i}" for i in range(size)]
    edges = {
        name: sorted({names[rng.randrange(max(0, i - 100), i)] for _ in range(3)}) if i else []
        for i, name in enumerate(names)
    }
    return Graph(edges)


def ward(graph: Graph, failing: float) -> dict[str, list[Seen]]:
    """The last `failing` share of the services fail above one database that is down."""
    names = list(graph.depends_on)
    first = int(len(names) * (1 - failing))
    seen = {name: [OK] for name in names}
    for index in range(first, len(names)):
        seen[names[index]] = [DOWN] if index == first else [BAD]
    return seen


def milliseconds(graph: Graph, seen: dict[str, list[Seen]], repeats: int) -> float:
    """The best of several runs, garbage collection in between and not within."""
    best = float("inf")
    for _ in range(repeats):
        gc.collect()
        start = time.perf_counter()
        find_causes(graph, seen)
        best = min(best, (time.perf_counter() - start) * 1000)
    return best


def main() -> None:
    """Print one JSON document; fails when a limit is broken."""
    results = []
    for size in SIZES:
        graph = layered(size)
        for name, share in (("healthy", 0.0), ("a tenth failing", 0.1), ("all failing", 1.0)):
            took = milliseconds(graph, ward(graph, share), 20 if size <= 1_000 else 5)
            limit = LIMITS_MS.get(size)
            results.append(
                {
                    "services": size,
                    "ward": name,
                    "ms": round(took, 2),
                    "us_per_service": round(took * 1000 / size, 2),
                    "limit_ms": limit,
                    "holds": limit is None or took < limit,
                }
            )
    print(json.dumps({"benchmark": "causes", "results": results}, indent=2))
    if not all(result["holds"] for result in results):
        raise SystemExit(1)


if __name__ == "__main__":
    main()
