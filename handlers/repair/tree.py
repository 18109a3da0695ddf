"""Repair a tree: scan, read the histories in one pass, repair file after file in processes."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pathspec import GitIgnoreSpec

from handlers.repair.elsewhere import Work, elsewhere
from handlers.repair.file import FileRepair, refill_file, repair_file
from handlers.repair.git import histories
from handlers.repair.placeholders import SMALL, is_placeholder
from handlers.repair.scan.interpreter import Interpreter
from handlers.repair.scan.look import digest, read
from handlers.repair.scan.pool import processes, processors
from handlers.repair.scan.scan import Scan, Scanned

Asked = TypeVar("Asked")
Answer = TypeVar("Answer")

_FEW = 8  # damaged files below which processes cost more than they bring


@dataclass(frozen=True, slots=True)
class Plan:
    """What to repair: the tree's top, critical globs (repaired and reported first), seconds for each file.

    `python`: whose syntax the files are to have; None: that of this process.
    """

    top: Path
    critical: tuple[str, ...] = ()
    seconds: float = 5.0
    python: Interpreter | None = None


def in_order(damaged: Sequence[Scanned], critical: Sequence[str]) -> list[Scanned]:
    """The damaged files, those matching the earliest critical glob first, then by path."""
    specs = [GitIgnoreSpec.from_lines([pattern]) for pattern in critical]

    def rank(file: Scanned) -> tuple[int, str]:
        return next((at for at, spec in enumerate(specs) if spec.match_file(file.path)), len(specs)), file.path

    return sorted(damaged, key=rank)


def repair_tree(scan: Scan, plan: Plan) -> Generator[FileRepair, None, None]:
    """Each damaged file's repair, critical ones first; then what placeholders took the place of, where that is known.

    Writes nothing; a file changed since the scan is skipped.
    """
    files = [*in_order(scan.damaged, plan.critical), *_hollow(scan, plan.top)]
    jobs = _jobs(files, plan)
    if plan.python is not None and not plan.python.own:
        with elsewhere(plan.python, processors() if len(files) >= _FEW else 1) as submit:
            yield from _known(beside(jobs, lambda job: submit(*_call(job))))
        return
    with processes(len(files) >= _FEW) as pool:
        yield from _known(map(_repair, jobs) if pool is None else beside(jobs, lambda job: pool.submit(_repair, job)))


def _hollow(scan: Scan, top: Path) -> Iterator[Scanned]:
    """Small healthy test files in which nothing is tested."""
    for file in scan.files:
        if file.refusal is None and file.size <= SMALL and "test" in file.path.rpartition("/")[2]:
            with suppress(OSError):
                if is_placeholder(read(str(top / file.path)).decode("utf-8", "replace")):
                    yield file


@dataclass(frozen=True, slots=True)
class _Job:
    path: str
    data: bytes
    ancestors: list[bytes]
    seconds: float
    hollow: bool


def _jobs(files: Sequence[Scanned], plan: Plan) -> Iterator[_Job]:
    known = {file.path: file for file in files}
    for path, ancestors in histories(plan.top, [file.path for file in files]):
        try:
            data = read(str(plan.top / path))
        except OSError:
            continue
        if digest(data) == known[path].digest:
            yield _Job(path, data, ancestors, plan.seconds, known[path].refusal is None)


def _known(answers: Iterable[FileRepair | None]) -> Iterator[FileRepair]:
    yield from (answer for answer in answers if answer is not None)


def beside(jobs: Iterator[Asked], submit: Callable[[Asked], Future[Answer]]) -> Iterator[Answer]:
    """The answers in order, with no more jobs under way than keep the processes busy.

    One that takes long holds up its own answer and those behind it, but nobody's work.
    """
    waiting: deque[Future[Answer]] = deque()
    busy: set[Future[Answer]] = set()
    for job in jobs:
        future = submit(job)
        waiting.append(future)
        busy.add(future)
        if len(busy) > 4 * processors():
            busy = wait(busy, return_when=FIRST_COMPLETED).not_done
        while waiting and waiting[0].done():
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def _repair(job: _Job) -> FileRepair | None:
    work, given = _call(job)
    return work(*given)


def _call(job: _Job) -> tuple[Work, tuple[Any, ...]]:
    """What repairs the file of `job`, and what it is called with."""
    if job.hollow:
        return refill_file, (job.path, job.data, job.ancestors)
    return repair_file, (job.path, job.data, job.ancestors, job.seconds)
