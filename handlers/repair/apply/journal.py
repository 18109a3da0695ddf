"""The journal of one run: what is to be changed, the bytes before and after, and how far it came."""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from pathlib import Path

from handlers.core.errors import Permanent, Usage
from handlers.repair.scan.look import digest

_DIGESTS = "sha256/160"  # what `digest` makes; a journal of other digests would name no content rightly
_RUN = re.compile(r"[A-Za-z0-9][\w.-]{0,79}")


class Stage(StrEnum):
    """How far a run came. Applying and undoing may have stopped anywhere and are finished by doing them again."""

    PLANNED = "planned"
    APPLYING = "applying"
    APPLIED = "applied"
    UNDOING = "undoing"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class Change:
    """One file to change: its path relative to the top, its bytes before and after, and why it needs a yes, if any."""

    path: str
    before: bytes
    after: bytes
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of a journal; `before` and `after` are digests, the bytes lie beside the journal under those names.

    `done`: it was applied, and not taken back since.
    """

    path: str
    before: str
    after: str
    doubt: str = ""
    done: bool = False


@dataclass(frozen=True, slots=True)
class Journal:
    """One run on the tree at `top`; `keep`: seconds it stays after it was last planned, applied or undone.

    `left`: what an apply left out for want of a yes.
    """

    run: str
    top: str
    stage: Stage
    entries: tuple[Entry, ...]
    digests: str = _DIGESTS
    keep: float | None = None
    left: tuple[Entry, ...] = ()


def folder(state: Path, run: str) -> Path:
    """Where a run keeps its journal and its backups. Usage where `run` is no run's name."""
    if not _RUN.fullmatch(run):
        raise Usage(f"{run[:80]!r} is not the name of a run")
    return state / "runs" / run


def plan(state: Path, run: str, top: Path, changes: Sequence[Change], keep: float | None = None) -> Journal:
    """Write backups and new contents, then the journal. The tree is not touched.

    Permanent, with nothing left behind, where they cannot be written (a full disk, no permission).
    """
    place = folder(state, run)
    older = _newest(state)
    try:
        (place / "bytes").mkdir(parents=True, exist_ok=True, mode=0o700)
        for change in changes:
            for data in (change.before, change.after):
                if older is None or not _shared(older / digest(data), place / "bytes", data):
                    _keep(place / "bytes", data)
        _sync(place / "bytes")
    except OSError as problem:
        shutil.rmtree(place, ignore_errors=True)
        raise Permanent(
            f"the backups cannot be written to {place}: {problem.strerror}; nothing was changed"
        ) from problem
    entries = tuple(Entry(change.path, digest(change.before), digest(change.after), change.doubt) for change in changes)
    journal = Journal(run, str(top.resolve()), Stage.PLANNED, entries, keep=keep)
    save(state, journal)
    return journal


def save(state: Path, journal: Journal) -> None:
    """Replace the journal atomically and durably. Permanent where that fails: the one before stands."""
    place = folder(state, journal.run)
    try:
        _write(place / "journal.json", json.dumps(asdict(journal)).encode())
        _sync(place)
    except OSError as problem:
        raise Permanent(f"the journal of run {journal.run} cannot be written: {problem.strerror}") from problem


def load(state: Path, run: str) -> Journal | None:
    """The journal of `run`; None where there is none. Permanent where it cannot be read or has other digests."""
    try:
        read = json.loads((folder(state, run) / "journal.json").read_text())
        if read.get("digests") != _DIGESTS:
            raise Permanent(f"run {run} was begun by another version, which must finish or undo it")
        entries, left = (tuple(Entry(**entry) for entry in read.pop(name, ())) for name in ("entries", "left"))
        return Journal(**(read | {"stage": Stage(read["stage"])}), entries=entries, left=left)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, KeyError) as problem:
        raise Permanent(f"the journal of run {run} cannot be read: {problem}") from problem


def existing(state: Path, run: str) -> Journal:
    """The journal of `run`. Usage where there is none, Permanent where it cannot be read."""
    journal = load(state, run)
    if journal is None:
        raise Usage(
            f"there is no run {run}, or its time is over (`keep_runs` in stack.yaml); `medic repair runs` lists them"
        )
    return journal


def at(journal: Journal, stage: Stage) -> Journal:
    """The same journal at another stage."""
    return replace(journal, stage=stage)


def kept_bytes(state: Path, journal: Journal, name: str) -> bytes:
    """The bytes with digest `name`. Permanent where they are gone or not what they were."""
    try:
        data = (folder(state, journal.run) / "bytes" / name).read_bytes()
    except OSError as problem:
        raise Permanent(f"the backup of run {journal.run} cannot be read: {problem}") from problem
    if digest(data) != name:
        raise Permanent(f"the backup of run {journal.run} was changed")
    return data


def keep_bytes(state: Path, journal: Journal, data: bytes) -> Path:
    """Keep contents that are about to be overwritten; where they lie."""
    place = folder(state, journal.run) / "bytes"
    _keep(place, data)
    _sync(place)
    return place / digest(data)


def _newest(state: Path) -> Path | None:
    """Where the newest run keeps its bytes: a tree that is looked at every day mostly has the same ones."""
    try:
        newest = max((state / "runs").glob("*/journal.json"), key=lambda path: path.stat().st_mtime, default=None)
    except OSError:  # one was tidied away meanwhile
        return None
    return newest.parent / "bytes" if newest else None


def _shared(kept: Path, place: Path, data: bytes) -> bool:
    """Whether bytes kept already, and unspoilt, now stand in `place` too without taking room twice."""
    try:
        if kept.read_bytes() != data:
            return False
        (place / kept.name).hardlink_to(kept)
    except OSError:
        return False
    return True


def _keep(place: Path, data: bytes) -> None:
    _write(place / digest(data), data)


def _write(target: Path, data: bytes) -> None:
    """Write a file atomically and durably; nothing is left behind where it fails."""
    with tempfile.NamedTemporaryFile("wb", dir=target.parent, delete=False) as file:
        try:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
            Path(file.name).replace(target)
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise


def _sync(place: Path) -> None:
    handle = os.open(place, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
