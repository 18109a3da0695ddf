"""Old runs, with their backups, are deleted; never one that is not at its end."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from handlers.core.errors import Permanent, Temporary
from handlers.repair.apply import journal as journals
from handlers.repair.apply.journal import Stage
from handlers.repair.apply.lock import locked

_UNDER_WAY = (Stage.APPLYING, Stage.UNDOING)


def tidy(state: Path, top: Path, before: datetime) -> tuple[str, ...]:
    """Delete the runs on the tree at `top` that nothing was done with since `before`.

    The names of those deleted. A run between two stages, one of another version, and every run while another process is
    at work on the tree stay. Killed at any point it leaves every run whole or gone.
    """
    shutil.rmtree(state / "tidied", ignore_errors=True)
    try:
        with locked(state, top):
            return tuple(run for run in _old(state, top, before.timestamp()) if _delete(state, run))
    except Temporary:
        return ()


def _old(state: Path, top: Path, before: float) -> Iterator[str]:
    for place in sorted((state / "runs").glob("*/journal.json")):
        try:
            journal = journals.load(state, place.parent.name)
            old = journal is not None and journal.stage not in _UNDER_WAY and place.stat().st_mtime < before
        except (Permanent, OSError):
            continue
        if old and journal is not None and journal.top == str(top.resolve()):
            yield journal.run


def _delete(state: Path, run: str) -> bool:
    """Out of sight in one step, then away: a journal is never found without its backups."""
    aside = state / "tidied"
    try:
        aside.mkdir(exist_ok=True, mode=0o700)
        journals.folder(state, run).rename(aside / run)
    except OSError:
        return False
    shutil.rmtree(aside / run, ignore_errors=True)
    return True
