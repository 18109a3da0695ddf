"""Scan a tree: ruff and the tests for suspects filter, CPython's compiler decides."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from handlers.repair.judge import Refusal
from handlers.repair.scan import cache
from handlers.repair.scan.interpreter import Interpreter
from handlers.repair.scan.look import Looked, look
from handlers.repair.scan.ruff import flagged, listable
from handlers.repair.scan.walk import Found, Note, find
from handlers.repair.scan.workers import Answer, Unjudged, Workers, workers


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
    with workers(scope.python) as pool:
        found = find(scope.top, scope.roots, scope.exclude)
        known = cache.load(scope.state, scope.python.version)
        seen, named = _filter(scope, found, bool(known))
        verdicts = _verdicts(scope, (seen, found.large), named, known, pool)
    judged = {digest: verdict for digest, verdict in verdicts.items() if not isinstance(verdict, Unjudged)}
    cache.save(scope.state, scope.python.version, judged)
    files = [
        Scanned(entry.path, entry.digest, entry.size, judged[entry.digest], entry.generated)
        for entry in seen
        if entry.digest in judged
    ]
    return Scan(tuple(files), (*found.notes, *_notes(seen, verdicts)))


def _notes(seen: Sequence[Looked], verdicts: dict[str, Answer]) -> Iterator[Note]:
    for entry in seen:
        verdict = verdicts.get(entry.digest)
        if entry.problem or isinstance(verdict, Unjudged):
            yield Note(entry.path, entry.problem or str(getattr(verdict, "reason", "")))
    yield from (Note(entry.path, "generated: better made anew") for entry in seen if entry.generated)


def _filter(scope: Scope, found: Found, warm: bool) -> tuple[list[Looked], set[str] | None]:
    """What the files look like, and which of them ruff names. With a warm cache ruff waits to be told which are new."""
    with ThreadPoolExecutor(1) as beside:
        asked = [path for path in found.files if listable(path) and path not in found.large]
        answer = None if warm else beside.submit(flagged, scope.top, asked, scope.python.version)
        seen = list(look(scope.top, found.files, scope.python.version))
        return seen, set() if answer is None else answer.result()


def _verdicts(
    scope: Scope,
    looked: tuple[Sequence[Looked], set[str]],
    named: set[str] | None,
    known: dict[str, Refusal | None],
    pool: Workers,
) -> dict[str, Answer]:
    """digest -> verdict for every file seen; only files that are new and not cleared by the filters are compiled."""
    seen, large = looked
    new = {entry.digest: entry for entry in seen if not entry.problem and entry.digest not in known}
    aside = {entry.path for entry in new.values() if not listable(entry.path)} | large
    if known:
        asked = [entry.path for entry in new.values() if entry.path not in aside]
        named = flagged(scope.top, asked, scope.python.version)
    surely = aside | named if named is not None else {entry.path for entry in new.values()}
    doubtful = [entry for entry in new.values() if entry.suspicions or entry.path in surely]
    asked_of = [(entry.path, () if entry.path in surely else entry.suspicions) for entry in doubtful]
    verdicts: dict[str, Answer] = dict.fromkeys((entry.digest for entry in seen if not entry.problem), None)
    verdicts |= {entry.digest: known[entry.digest] for entry in seen if entry.digest in known}
    return verdicts | dict(zip((entry.digest for entry in doubtful), pool.judge(scope.top, asked_of), strict=True))
