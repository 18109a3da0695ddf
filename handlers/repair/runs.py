"""What a run said, kept beside its journal, so that a pull request opened later shows the same table."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from handlers.core.errors import Permanent
from handlers.repair.apply import journal as journals
from handlers.repair.apply.journal import Change, Journal


def keep_summary(state: Path, run: str, data: Mapping[str, Any]) -> None:
    """Write a report's data beside the journal."""
    (journals.folder(state, run) / "report.json").write_text(json.dumps(data))


def summary_of(state: Path, run: str) -> Mapping[str, Any]:
    """The data kept for a run; empty where none was."""
    try:
        read: Mapping[str, Any] = json.loads((journals.folder(state, run) / "report.json").read_text())
        return read
    except (OSError, ValueError):
        return {}


def changes_of(state: Path, journal: Journal, doubtful: bool) -> list[Change]:
    """The changes a run planned, without those that need a yes unless `doubtful`."""
    return [
        Change(
            entry.path,
            journals.kept_bytes(state, journal, entry.before),
            journals.kept_bytes(state, journal, entry.after),
            entry.doubt,
        )
        for entry in (*journal.entries, *journal.left)
        if doubtful or not entry.doubt
    ]


@dataclass(frozen=True, slots=True)
class RepairRun:
    """One run kept on this machine: its name, how far it came, how many files it holds, and the repository."""

    run: str
    stage: str
    files: int
    top: str


def repair_runs(state: Path) -> list[RepairRun]:
    """Every run kept in `state`, newest first; one whose journal cannot be read says so as its stage."""
    places = sorted((state / "runs").glob("*/journal.json"), key=lambda place: place.stat().st_mtime, reverse=True)
    return [_described(state, place.parent.name) for place in places]


def _described(state: Path, run: str) -> RepairRun:
    try:
        journal = journals.existing(state, run)
    except Permanent as problem:
        return RepairRun(run, str(problem), 0, "")
    return RepairRun(run, journal.stage.value, len(journal.entries), journal.top)
