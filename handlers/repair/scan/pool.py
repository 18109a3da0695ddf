"""Processes for work the interpreter lock would serialise; small jobs stay in this process."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

Item = TypeVar("Item")


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def processes(worthwhile: bool) -> Iterator[ProcessPoolExecutor | None]:
    """A pool of fresh processes (never forked: the caller has threads), or None where the work is not worth one."""
    if not worthwhile or processors() < 2:
        yield None
        return
    with ProcessPoolExecutor(processors(), multiprocessing.get_context("spawn")) as pool:
        yield pool


def batches(items: Sequence[Item], size: int) -> list[Sequence[Item]]:
    """`items` cut into runs of at most `size`."""
    return [items[start : start + size] for start in range(0, len(items), size)]
