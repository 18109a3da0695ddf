"""Repair a tree: scan, read the histories in one pass, repair file after file in processes."""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from pathspec import GitIgnoreSpec

from handlers.repair.file import FileRepair, repair_file
from handlers.repair.git import histories
from handlers.repair.scan.look import digest, read
from handlers.repair.scan.pool import processes, processors
from handlers.repair.scan.scan import Scan, Scanned

_FEW = 8  # damaged files below which processes cost more than they bring


@dataclass(frozen=True, slots=True)
class Plan:
    """What to repair: the tree's top, critical globs (repaired and reported first), seconds for each file."""

    top: Path
    critical: tuple[str, ...] = ()
    seconds: float = 5.0


def in_order(damaged: Sequence[Scanned], critical: Sequence[str]) -> list[Scanned]:
    """The damaged files, those matching the earliest critical glob first, then by path."""
    specs = [GitIgnoreSpec.from_lines([pattern]) for pattern in critical]

    def rank(file: Scanned) -> tuple[int, str]:
        return next((at for at, spec in enumerate(specs) if spec.match_file(file.path)), len(specs)), file.path

    return sorted(damaged, key=rank)


def repair_tree(scan: Scan, plan: Plan) -> Generator[FileRepair, None, None]:
    """Each damaged file's repair, critical ones first. Writes nothing; a file changed since the scan is skipped."""
    files = in_order(scan.damaged, plan.critical)
    with processes(len(files) >= _FEW) as pool:
        yield from _finished(_jobs(files, plan), pool)


@dataclass(frozen=True, slots=True)
class _Job:
    path: str
    data: bytes
    ancestors: list[bytes]
    seconds: float


def _jobs(files: Sequence[Scanned], plan: Plan) -> Iterator[_Job]:
    digests = {file.path: file.digest for file in files}
    for path, ancestors in histories(plan.top, [file.path for file in files]):
        try:
            data = read(str(plan.top / path))
        except OSError:
            continue
        if digest(data) == digests[path]:
            yield _Job(path, data, ancestors, plan.seconds)


def _finished(jobs: Iterator[_Job], pool: ProcessPoolExecutor | None) -> Iterator[FileRepair]:
    """The answers in order, with no more jobs under way than keep the processes busy."""
    waiting: deque[Future[FileRepair]] = deque()
    for job in jobs:
        if pool is None:
            yield _repair(job)
            continue
        waiting.append(pool.submit(_repair, job))
        while len(waiting) > 4 * processors():
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def _repair(job: _Job) -> FileRepair:
    return repair_file(job.path, job.data, job.ancestors, job.seconds)
