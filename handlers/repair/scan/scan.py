"""Scan a tree: ruff and the tests for suspects filter, CPython's compiler decides."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from handlers.repair.judge import Refusal
from handlers.repair.scan import cache
from handlers.repair.scan.interpreter import Interpreter
from handlers.repair.scan.look import Looked, judge, look
from handlers.repair.scan.pool import batches, over, processes
from handlers.repair.scan.ruff import flagged, listable
from handlers.repair.scan.walk import Found, Note, find

_BATCH = 400  # files a worker is given at once
_FEW = 300  # files below which processes cost more than they bring


@dataclass(frozen=True, slots=True)
class Scanned:
    """One file and the compiler's verdict on it (None: it compiles). `digest` names the content that was judged."""

    path: str
    digest: str
    size: int
    refusal: Refusal | None
    generated: bool = False


@dataclass(frozen=True, slots=True)
class Scan:
    """All files of a tree, in the order of their paths, and notes on what was passed over."""

    files: tuple[Scanned, ...]
    notes: tuple[Note, ...] = ()

    @property
    def damaged(self) -> tuple[Scanned, ...]:
        """The files the compiler refuses."""
        return tuple(file for file in self.files if file.refusal)


@dataclass(frozen=True, slots=True)
class Scope:
    """What to scan: `roots` and `exclude` (globs) relative to the repository `top`, judged by `python`.

    `state` is the directory verdicts are cached in; None keeps none.
    """

    top: Path
    python: Interpreter
    roots: tuple[str, ...] = (".",)
    exclude: tuple[str, ...] = ()
    state: Path | None = None


def scan(scope: Scope) -> Scan:
    """Judge every Python file in the scope. Blocks: meant for a thread of its own."""
    found = find(scope.top, scope.roots, scope.exclude)
    known = cache.load(scope.state, scope.python.version)
    with processes(len(found.files) >= _FEW) as pool:
        seen, named = _filter(scope, found, pool, bool(known))
        verdicts = _verdicts(scope, (seen, found.large), named, known, pool)
    cache.save(scope.state, scope.python.version, verdicts)
    notes = [*found.notes, *(Note(entry.path, entry.problem) for entry in seen if entry.problem)]
    notes += [Note(entry.path, "generated: better made anew") for entry in seen if entry.generated]
    files = [
        Scanned(entry.path, entry.digest, entry.size, verdicts[entry.digest], entry.generated)
        for entry in seen
        if not entry.problem
    ]
    return Scan(tuple(files), tuple(notes))


def _filter(
    scope: Scope, found: Found, pool: ProcessPoolExecutor | None, warm: bool
) -> tuple[list[Looked], set[str] | None]:
    """What the files look like, and which of them ruff names. With a warm cache ruff waits to be told which are new."""
    glance = partial(look, str(scope.top), scope.python.version >= (3, 12))
    with ThreadPoolExecutor(1) as beside:
        asked = [path for path in found.files if listable(path) and path not in found.large]
        answer = None if warm else beside.submit(flagged, scope.top, asked, scope.python.version)
        seen = [entry for batch in over(pool, glance, batches(found.files, _BATCH)) for entry in batch]
        return seen, set() if answer is None else answer.result()


def _verdicts(
    scope: Scope,
    looked: tuple[Sequence[Looked], set[str]],
    named: set[str] | None,
    known: dict[str, Refusal | None],
    pool: ProcessPoolExecutor | None,
) -> dict[str, Refusal | None]:
    """digest -> verdict for every file seen; only files that are new and not cleared by the filters are compiled."""
    seen, large = looked
    new = {entry.digest: entry for entry in seen if not entry.problem and entry.digest not in known}
    aside = {entry.path for entry in new.values() if not listable(entry.path)} | large
    if known:
        asked = [entry.path for entry in new.values() if entry.path not in aside]
        named = flagged(scope.top, asked, scope.python.version)
    doubtful = [
        entry for entry in new.values() if named is None or entry.suspect or entry.path in named or entry.path in aside
    ]
    verdicts = dict.fromkeys((entry.digest for entry in seen if not entry.problem), None) | {
        entry.digest: known[entry.digest] for entry in seen if entry.digest in known
    }
    answers = _judge(scope, [entry.path for entry in doubtful], pool)
    verdicts |= zip((entry.digest for entry in doubtful), answers, strict=True)
    return verdicts


def _judge(scope: Scope, paths: Sequence[str], pool: ProcessPoolExecutor | None) -> list[Refusal | None]:
    if not scope.python.own:
        return list(scope.python.refusals(str(scope.top / path) for path in paths))
    answers = over(pool, partial(judge, str(scope.top)), batches(paths, _BATCH // 8))
    return [verdict for batch in answers for verdict in batch]
