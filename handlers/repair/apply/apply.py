"""Apply a plan to a tree, resume it after a crash, take it back."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from handlers.core.errors import Failure, Permanent, Usage
from handlers.repair.apply import journal as journals
from handlers.repair.apply import place
from handlers.repair.apply.journal import Change, Entry, Journal, Stage
from handlers.repair.apply.lock import locked
from handlers.repair.scan.look import digest


@dataclass(frozen=True, slots=True)
class Outcome:
    """`written`: paths changed by this call or before it; `refused`: path -> why it was left as it was found.

    `saved`: path -> where the text lies that a forced undo overwrote.
    """

    run: str
    written: tuple[str, ...]
    refused: dict[str, str]
    saved: dict[str, str] = field(default_factory=dict)


def plan(state: Path, run: str, top: Path, changes: Sequence[Change], keep: float | None = None) -> Journal:
    """Keep what a run would change, so that exactly that is applied later. `state` must lie outside the tree.

    `keep`: seconds for which it is promised that the run can be applied or taken back; None: for ever.
    """
    if state.resolve().is_relative_to(top.resolve()):
        raise Permanent(f"the state directory {state} lies inside the tree it would back up")
    if journals.load(state, run):
        raise Permanent(f"there is a run {run} already")
    return journals.plan(state, run, top, changes, keep)


def apply(state: Path, run: str, accept: Collection[str] = ()) -> Outcome:
    """Carry out a planned run, or one that was undone. Called again after a crash it finishes what it began.

    A change with a doubt is left out, and may be accepted later, unless its path is in `accept`, or that holds `*`. A
    file that is not as it was scanned is refused, the others are changed.
    """
    journal = journals.existing(state, run)
    with locked(state, Path(journal.top)):
        journal = journals.existing(state, run)
        begun = begin(journal, accept)
        if begun != journal:
            journals.save(state, begun)
        return _carry_out(state, begun, Stage.APPLIED, force=False)


def begin(journal: Journal, accept: Collection[str] = ()) -> Journal:
    """The journal with all that is to be applied now; Usage where nothing is."""
    if journal.stage is Stage.APPLYING:
        return journal
    if journal.stage is Stage.UNDOING:
        raise Usage(f"run {journal.run} is being taken back: `medic repair undo {journal.run}` brings that to its end")
    open_ones = (*(entry for entry in journal.entries if not entry.done), *journal.left)
    now = [entry for entry in open_ones if not entry.doubt or entry.path in accept or "*" in accept]
    if journal.stage is Stage.APPLIED and not now:
        wants = f"; {len(journal.left)} of its files want your yes: --accept PATH, or '*' for all"
        more = wants if journal.left else ""
        raise Usage(f"run {journal.run} is applied already{more}")
    done = [entry for entry in journal.entries if entry.done]
    left = tuple(entry for entry in open_ones if entry not in now)
    return replace(journal, entries=(*done, *now), left=left, stage=Stage.APPLYING)


def resume(state: Path, run: str) -> Outcome:
    """Finish what a killed process began: applying goes forward, undoing goes back. Nothing to do is no fault."""
    journal = journals.existing(state, run)
    with locked(state, Path(journal.top)):
        journal = journals.existing(state, run)
        if journal.stage is Stage.APPLYING:
            return _carry_out(state, journal, Stage.APPLIED, force=False)
        if journal.stage is Stage.UNDOING:
            return _carry_out(state, journal, Stage.UNDONE, force=False)
        return Outcome(run, (), {})


def undo(state: Path, run: str, force: bool = False) -> Outcome:
    """Put every file of `run` back byte for byte; nothing to do where that was done before.

    A file changed since is refused, unless `force`, which overwrites it and keeps what stood there in the run's folder.
    """
    journal = journals.existing(state, run)
    with locked(state, Path(journal.top)):
        journal = journals.existing(state, run)
        if journal.stage is Stage.PLANNED:
            raise Usage(f"run {run} was never applied, so there is nothing to take back")
        if journal.stage is Stage.UNDONE:
            return Outcome(run, (), {})
        journal = journals.at(journal, Stage.UNDOING)
        journals.save(state, journal)
        return _carry_out(state, journal, Stage.UNDONE, force)


def unfinished(state: Path) -> list[str]:
    """The runs a killed process left between two stages, as far as their journals can be read."""
    found = []
    for place_ in sorted((state / "runs").glob("*/journal.json")):
        try:
            journal = journals.load(state, place_.parent.name)
        except Permanent:
            continue
        if journal and journal.stage in (Stage.APPLYING, Stage.UNDOING):
            found.append(journal.run)
    return found


def _carry_out(state: Path, journal: Journal, goal: Stage, force: bool) -> Outcome:
    outcome = Outcome(journal.run, (), {})
    entries = [entry for entry in journal.entries if goal is Stage.UNDONE or not entry.done]
    for entry in entries:
        source, target = (entry.before, entry.after) if goal is Stage.APPLIED else (entry.after, entry.before)
        try:
            reason = _one(state, journal, replace(entry, before=source, after=target), outcome.saved if force else None)
        except Failure as problem:
            reason = str(problem)
        except OSError as problem:
            reason = f"it cannot be written: {problem.strerror}"
        if reason:
            outcome.refused[entry.path] = reason
    written = tuple(entry.path for entry in entries if entry.path not in outcome.refused)
    journals.save(state, _ended(journal, goal, outcome.refused))
    return replace(outcome, written=written)


def _ended(journal: Journal, goal: Stage, refused: Collection[str]) -> Journal:
    """The journal afterwards: what could not be applied is out of it, what could not be taken back is still applied."""
    if goal is Stage.APPLIED:
        done = tuple(replace(e, done=True) for e in journal.entries if e.done or e.path not in refused)
        return replace(journal, entries=done, stage=goal)
    if refused:
        stay = tuple(entry for entry in journal.entries if entry.path in refused)
        return replace(journal, entries=stay, stage=Stage.APPLIED)
    return replace(journal, entries=tuple(replace(entry, done=False) for entry in journal.entries), stage=goal)


def _one(state: Path, journal: Journal, entry: Entry, saved: dict[str, str] | None) -> str:
    """Turn one file from `before` to `after`; the reason where it was left alone.

    With `saved` other contents are overwritten as well: they are kept, and `saved` told where.
    """
    top = Path(journal.top)
    place.sweep(top, entry.path, journal.run)
    present = place.read(top, entry.path)
    if present is None:
        return "it is no longer there"
    if digest(present) == entry.after:
        return ""
    if digest(present) != entry.before:
        if saved is None:
            return "it changed since it was " + ("scanned" if journal.stage is Stage.APPLYING else "repaired")
        saved[entry.path] = str(journals.keep_bytes(state, journal, present))
    place.write(top, entry.path, (present, journals.kept_bytes(state, journal, entry.after)), journal.run)
    return ""
