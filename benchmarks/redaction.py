"""Redaction beside plain reading: how many times the cost of one search for one word, and how it grows with the text.

    python -m benchmarks.redaction

Prints JSON. Ratios of one run, so that a busy machine changes little.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable

from handlers.core.redaction import Redactor

LINE = "2025-01-01 GET /health 200 backend.internal took 12 ms trace=0af7651916cd43dd\n"
HOSTILE = {"token starts": "eyJ-", "schemes": "a://", "passwords": "://a:", "dots": "x.y.", "letters": "aaaa"}


def cpu(work: Callable[[], object]) -> float:
    """The least CPU seconds of three runs."""

    def once() -> float:
        began = time.process_time()
        work()
        return time.process_time() - began

    return min(once() for _ in range(3))


def growth(redact: Redactor, piece: str) -> float:
    """How many times longer ten times the text takes."""
    short, long = piece * 20_000, piece * 200_000
    return cpu(lambda: redact(long)) / max(cpu(lambda: redact(short)), 1e-6)


def main() -> None:
    """Measure and print."""
    redact = Redactor(f"secret-value-{number}-xyz" for number in range(20))
    text = LINE * (1_000_000 // len(LINE))
    whole, search = cpu(lambda: redact(text)), cpu(lambda: re.sub("needle-that-is-not-there", "", text))
    hostile = {name: round(growth(redact, piece), 1) for name, piece in HOSTILE.items()}
    print(
        json.dumps(
            {
                "a_log_of_1_mb_with_20_secrets_ms": round(whole * 1000, 1),
                "times_one_search": round(whole / max(search, 1e-6), 1),
                "hostile_text_ten_times_as_long_takes_times": hostile,
            },
            indent=2,
        )
    )


if __name__ == "__main__":
    main()
