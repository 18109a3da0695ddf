"""Old runs, with their backups, are deleted; never one that is not at its end, or that may still be taken back."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

from handlers.core.errors import Permanent, Temporary
from handlers.repair.apply import journal as journals
from handlers.repair.apply.journal import Stage
from handlers.repair.apply.lock import locked

_UNDER_WAY = (Stage.APPLYING, Stage.UNDOING)
_ABANDONED = 86_400.0  # seconds after which a run whose plan was never finished is nobody's any more


def tidy(state: Path, top: Path, keep: float | None, now: datetime) -> tuple[str, ...]:
    """Delete the runs that nothing was done with for as long as they are kept; the names of those deleted.

    That is `keep` seconds for those on the tree at `top`, for those on other trees, which may never be looked at again,
    what was promised when they were made; None: for ever. A run between two stages, one of another version, and every
    run on a tree that another process is at work on stay. Killed at any point it leaves every run whole or gone.
    """
    shutil.rmtree(state / "tidied", ignore_errors=True)
    own = (str(top.resolve()), keep)
    places = [place for place in sorted((state / "runs").glob("*")) if _is_over(state, place, own, now)]
    return tuple(place.name for place in places if _delete(state, place, own, now))


def _is_over(state: Path, place: Path, own: tuple[str, float | None], now: datetime) -> bool:
    """Whether a run's time is over; `own`: the tree that is looked at, and how long its runs are kept."""
    try:
        journal = journals.load(state, place.name)
        if journal is None:
            return _age(place, now) > _ABANDONED
        keep = own[1] if journal.top == own[0] else journal.keep
        return keep is not None and journal.stage not in _UNDER_WAY and _age(place / "journal.json", now) > keep
    except (Permanent, OSError):
        return False


def _age(path: Path, now: datetime) -> float:
    return now.timestamp() - path.stat().st_mtime


def _delete(state: Path, place: Path, own: tuple[str, float | None], now: datetime) -> bool:
    """Out of sight in one step, then away: a journal is never found without its backups."""
    aside = state / "tidied"
    try:
        journal = journals.load(state, place.name)
        with locked(state, Path(journal.top) if journal else place):
            if not _is_over(state, place, own, now):
                return False
            aside.mkdir(exist_ok=True, mode=0o700)
            place.rename(aside / place.name)
    except (OSError, Permanent, Temporary):
        return False
    shutil.rmtree(aside / place.name, ignore_errors=True)
    return True
