"""How fast a log is explained, and in how much memory: 100 MB of ordinary lines, and of lines that all cry wolf."""

from __future__ import annotations

import json
import random
import resource
import time
from collections.abc import Iterator
from typing import Any

from handlers.diagnosis import explain

MEGABYTES = 100
PATHS = ("/api/me", "/health", "/ws", "/static/app.js", "/api/chat/7/messages", "/images/logo.png")
LAST = "FATAL:  remaining connection slots are reserved for roles with the SUPERUSER attribute\n"


def ordinary(rng: random.Random) -> str:
    """A line of an access log."""
    return (
        f"2025-11-20T10:{rng.randrange(60):02d}:{rng.randrange(60):02d}Z INFO access 10.0.0.{rng.randrange(255)} "
        f'- "GET {rng.choice(PATHS)} HTTP/1.1" 200 OK {rng.random() * 100:.1f}ms id={rng.getrandbits(64):x}\n'
    )


def wolf(rng: random.Random) -> str:
    """A line that holds a needle, differs from all others, and says something known."""
    return (
        f"2025-11-20T10:{rng.randrange(60):02d}:{rng.randrange(60):02d}Z ERROR proxy id={rng.getrandbits(64):x} "
        f"connect() failed (111: Connection refused) while connecting to upstream\n"
    )


def log(kind: str, megabytes: float) -> Iterator[str]:
    """So many megabytes of lines, and one at the end that must be found; a thousand are made and repeated."""
    rng = random.Random(1)
    make = {"ordinary": ordinary, "wolf": wolf}[kind]
    lines = [make(rng) for _ in range(1_000)]
    size = sum(map(len, lines))
    for _ in range(int(megabytes * 1_000_000 / size)):
        yield from lines
    yield LAST


def main() -> None:
    """Print one JSON document; fails when the last line is not found or a log of ordinary lines takes over 2 s."""
    explain([])
    results: list[dict[str, Any]] = []
    for kind in ("ordinary", "wolf"):
        start = time.process_time()
        found = explain(log(kind, MEGABYTES))
        took = time.process_time() - start
        results.append(
            {
                "log": kind,
                "megabytes": MEGABYTES,
                "cpu_seconds": round(took, 2),
                "megabytes_per_second": round(MEGABYTES / took, 1),
                "found": [cause.id for cause in found],
            }
        )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"benchmark": "explain", "results": results, "peak_memory_mb": round(peak, 1)}, indent=2))
    if any(result["found"][:1] != ["too-many-connections"] for result in results):
        raise SystemExit(1)


if __name__ == "__main__":
    main()
