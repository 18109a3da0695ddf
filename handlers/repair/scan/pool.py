"""Processes for work the interpreter lock would serialise; small jobs stay in this process."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

Item = TypeVar("Item")
Answer = TypeVar("Answer")

Mapper = Callable[[Callable[[Item], Answer], Sequence[Item]], Iterator[Answer]]


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


def over(pool: ProcessPoolExecutor | None, work: Callable[[Item], Answer], items: Sequence[Item]) -> Iterator[Answer]:
    """`work` over `items`, answers in order."""
    return map(work, items) if pool is None else pool.map(work, items)


def batches(items: Sequence[Item], size: int) -> list[Sequence[Item]]:
    """`items` cut into runs of at most `size`."""
    return [items[start : start + size] for start in range(0, len(items), size)]
