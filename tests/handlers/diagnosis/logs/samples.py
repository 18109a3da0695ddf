"""Lines as real programs write them: `samples.txt` with the cause they speak of, `healthy.txt` without any.

Each line of `samples.txt` is a cause's id (others that are sensible too after a `|`), a tab, and the line.
"""

from __future__ import annotations

from pathlib import Path

_HERE = Path(__file__).parent

SAMPLES: tuple[tuple[str, str], ...] = tuple(
    (expected, line)
    for expected, _, line in (row.partition("\t") for row in (_HERE / "samples.txt").read_text("utf-8").splitlines())
)
HEALTHY: tuple[str, ...] = tuple((_HERE / "healthy.txt").read_text("utf-8").splitlines())
