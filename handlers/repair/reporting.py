"""Turn what was found and done into a Report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from handlers.core.report import DIFF, Action, Evidence, File, Finding, Report, Role, Status, Table
from handlers.repair.apply.apply import Outcome
from handlers.repair.category import category
from handlers.repair.file import FileRepair
from handlers.repair.result import Verdict
from handlers.repair.scan.scan import Scan
from handlers.repair.verify.collection import Collection
from handlers.repair.work import Work

DIFFS = 5  # files shown with their diff
_DIFF = 2_400  # characters of a shown diff; a section holds 3,000
_FAILING = 20  # files that cannot be collected, shown with their reason
_PASSED_OVER = 10  # files that were not judged, shown with their reason


@dataclass(slots=True)
class Results:
    """What one run found and did. `without_history`: why earlier versions are missing, if any are.

    `least`: share 0..1 of a file's words; a result that keeps less needs an explicit yes.
    """

    scan: Scan
    least: float
    files: list[FileRepair] = field(default_factory=list)
    outcome: Outcome | None = None
    before: Collection | None = None
    after: Collection | None = None
    suites: Mapping[str, str] = field(default_factory=dict)
    without_history: str = ""

    @property
    def planned(self) -> list[FileRepair]:
        """The repairs that change something."""
        return [file for file in self.files if file.after is not None]

    @property
    def unrepaired(self) -> list[FileRepair]:
        """The damaged files nothing was found for."""
        return [file for file in self.files if file.after is None]

    def doubt(self, file: FileRepair) -> str:
        """Why a repair needs an explicit yes; empty where it needs none."""
        return "; ".join(file.fidelity.doubts(self.least)) if file.after is not None else ""

    def is_doubtful(self, file: FileRepair) -> bool:
        """Whether a person should look at it."""
        return file.after is None or bool(self.doubt(file)) or file.repair.verdict is Verdict.PARTIAL


def report(work: Work, environment: str, results: Results) -> Report:
    """The whole answer."""
    return Report(
        capability="repair tests",
        environment=environment,
        status=_status(results),
        headline=_headline(results),
        findings=tuple(_findings(results)),
        tables=tuple(_tables(results)),
        actions=_actions(work, results),
        files=_patch(work, results),
        data=_data(work, results),
    )


def _status(results: Results) -> Status:
    if not results.scan.damaged:
        return Status.HEALTHY
    if results.outcome is None:
        return Status.FAILING
    mended = {file.path for file in results.scan.damaged} <= set(results.outcome.written)
    return Status.DONE if mended else Status.NOT_DONE


def _headline(results: Results) -> str:
    total, damaged = len(results.scan.files), len(results.scan.damaged)
    if not damaged:
        hollow = len(results.planned)
        more = f"; {hollow} hold a placeholder where tests stood before" if hollow else ""
        return f"All {total:,} Python files compile{more}"
    found = f"{damaged:,} of {total:,} Python files do not compile"
    if results.outcome is not None:
        return f"{found}; {len(results.outcome.written):,} repaired on disk"
    doubtful = sum(bool(results.doubt(file)) for file in results.planned)
    asks = f", {doubtful} of them only with your yes" if doubtful else ""
    return f"{found}; {len(results.planned):,} can be repaired{asks}. Nothing was changed"


def _findings(results: Results) -> list[Finding]:
    messages = {file.path: file.refusal.message for file in results.scan.damaged if file.refusal}
    doubtful = sorted(
        filter(results.is_doubtful, results.files),
        key=lambda file: (file.after is not None, not results.doubt(file), file.repair.kept),
    )
    found = [_finding(file, results.doubt(file), messages.get(file.path, "")) for file in doubtful[:DIFFS]]
    if len(doubtful) > DIFFS:
        more = f"{len(doubtful) - DIFFS} more files are doubtful: see the patch"
        found.append(Finding("doubtful:more", "tests", more))
    if results.without_history and results.scan.damaged:
        told = f"Repaired without all of its history: {results.without_history}"
        found.append(Finding("no-history", "tests", told))
    if results.outcome is not None:
        found += refusals(results.outcome)
    return found + uncollected(results.after or results.before)


def refusals(outcome: Outcome) -> list[Finding]:
    """What an apply or an undo left as it was, and where a forced undo keeps what it overwrote."""
    left = [
        Finding(f"refused:{path}", "tests", f"{shown(path)} was left as it was: {shown(why)}", explanation=why)
        for path, why in outcome.refused.items()
    ]
    return left + [
        Finding(f"saved:{path}", "tests", f"{shown(path)} had been edited: that text is kept as {shown(place)}")
        for path, place in outcome.saved.items()
    ]


def uncollected(collection: Collection | None) -> list[Finding]:
    """The files that cannot be collected, each with what that means."""
    return [
        Finding(
            f"uncollected:{failing.path}",
            "tests",
            f"{failing.path}: {failing.why}",
            evidence=(Evidence("pytest", failing.error),) if failing.error else (),
        )
        for failing in (collection.failing[:_FAILING] if collection else ())
    ]


def _finding(file: FileRepair, doubt: str, message: str) -> Finding:
    why = doubt or ("nothing mends it" if file.after is None else "something could not be kept")
    evidence = [Evidence("compile", message)] if message else []
    evidence += [Evidence(f"lost, line {hunk.line}", shown(hunk.lost[:300], "\n\t")) for hunk in file.repair.lost[:3]]
    if file.diff:
        evidence.append(difference(file.diff))
    role = Role.CAUSE if file.after is None else Role.NOTE
    title = f"{shown(file.path)}: {file.repair.verdict}, {why}"
    step = f"mend it by hand, or take an older version: git log -- {shown(file.path)}" if file.after is None else ""
    return Finding(f"doubtful:{file.path}", "tests", title, role, evidence=tuple(evidence), next_step=step)


def difference(diff: str) -> Evidence:
    """A diff to look at, as much of it as is shown."""
    return Evidence(DIFF, shown(diff[:_DIFF], "\n\t"))


def how_many(count: int) -> str:
    """That many files, in words."""
    return "1 file" if count == 1 else f"{count:,} files"


def shown(text: str, kept: str = "") -> str:
    """`text` with what no screen shows (controls, bytes that fit no encoding) spelled out, but for those in `kept`."""
    return "".join(c if c.isprintable() or c in kept else c.encode("unicode_escape").decode() for c in text)


def _tables(results: Results) -> list[Table]:
    return [*_damage(results), *_passed_over(results)]


def _passed_over(results: Results) -> list[Table]:
    notes = results.scan.notes
    rows = [(shown(note.path), note.reason) for note in notes[:_PASSED_OVER]]
    if len(notes) > _PASSED_OVER:
        rows.append((f"and {len(notes) - _PASSED_OVER:,} more", ""))
    return [Table("Not judged, or judged with a reservation", ("file", "why"), tuple(rows))] if rows else []


def _damage(results: Results) -> list[Table]:
    if not results.scan.damaged:
        return []
    verdicts = Counter(file.repair.verdict.value for file in results.files)
    title = f"Verdicts (a repair that keeps less than {100 * results.least:.3g}% of a file's words waits for a yes)"
    kinds = Counter(category(file.refusal.message) for file in results.scan.damaged if file.refusal)
    tables = [
        Table(title, ("verdict", "files"), tuple((name, str(count)) for name, count in verdicts.most_common())),
        Table("What was wrong", ("damage", "files"), tuple((name, str(count)) for name, count in kinds.most_common())),
    ]
    return tables + verified(results.before, results.after, results.suites)


def verified(before: Collection | None, after: Collection | None, suites: Mapping[str, str]) -> list[Table]:
    """What collecting before and after, and the suites, showed."""
    rows = [(name, *_counted(seen)) for name, seen in (("before", before), ("after", after)) if seen]
    tables = [Table("Collection", ("when", "tests collected", "files that fail"), tuple(rows))] if rows else []
    if suites:
        tables.append(Table("Suites", ("suite", "result"), tuple(suites.items())))
    return tables


def _counted(seen: Collection) -> tuple[str, str]:
    if seen.tests is None:
        return seen.problem or "?", str(len(seen.failing) or "?")
    return str(seen.tests), str(len(seen.failing))


def _actions(work: Work, results: Results) -> tuple[Action, ...]:
    arguments = {"run": work.run, "repo": str(work.top), "state": str(work.state)}
    if results.outcome is not None:
        back = (Action("repair.undo", "Undo", arguments, "apply the same run again"),)
        return back if results.outcome.written else ()
    doubtful = sum(bool(results.doubt(file)) for file in results.planned)
    return ways(arguments, len(results.planned) - doubtful, doubtful)


def ways(arguments: Mapping[str, Any], sure: int, doubtful: int = 0) -> tuple[Action, ...]:
    """What can be done with a planned run of so many files, each way with its way back."""
    back = "every file is put back byte for byte"
    actions = []
    if sure:
        actions.append(Action("repair.apply", "Apply", arguments, back))
    if doubtful:
        label = f"Apply, with {doubtful} doubtful" if actions else f"Apply {doubtful} doubtful"
        actions.append(Action("repair.apply", label, {**arguments, "accept": ["*"]}, back))
    if sure:
        close = "close it and delete its branch"
        actions.append(Action("repair.pull_request", "Open pull request", arguments, close))
    return tuple(actions)


def _patch(work: Work, results: Results) -> tuple[File, ...]:
    text = "".join(file.diff for file in results.planned)
    if not text:
        return ()
    alt = f"The whole patch: {len(results.planned)} files"
    return (File(f"repair-{work.run}.patch", "text/x-diff", text.encode("utf-8", "surrogateescape"), alt),)


def _data(work: Work, results: Results) -> dict[str, Any]:
    outcome = results.outcome
    return {
        "run": work.run,
        "scanned": len(results.scan.files),
        "damaged": len(results.scan.damaged),
        "verdicts": dict(Counter(file.repair.verdict.value for file in results.files)),
        "least_kept": results.least,
        "files": [_file(file, results.doubt(file)) for file in results.files],
        "passed_over": [{"path": note.path, "reason": note.reason} for note in results.scan.notes],
        "applied": list(outcome.written) if outcome else [],
        "refused": dict(outcome.refused) if outcome else {},
        "collected": collected(results.before, results.after),
        "without_history": results.without_history,
        "suites": dict(results.suites),
    }


def collected(before: Collection | None, after: Collection | None) -> dict[str, Any]:
    """What collecting showed, for scripts."""
    return {
        when: {"tests": seen.tests, "failing": {entry.path: entry.why for entry in seen.failing}}
        for when, seen in (("before", before), ("after", after))
        if seen
    }


def _file(file: FileRepair, doubt: str) -> dict[str, Any]:
    return {
        "path": file.path,
        "verdict": file.repair.verdict.value,
        "kept": round(file.repair.kept, 4),
        "tests_before": file.fidelity.tests_before,
        "tests_after": file.fidelity.tests_after,
        "doubt": doubt,
        "hunks": dict(Counter(hunk.deed.value for hunk in file.repair.hunks)),
        "lost": [{"line": hunk.line, "text": hunk.lost} for hunk in file.repair.lost],
    }


def summary(files: Sequence[Mapping[str, Any]]) -> str:
    """The table of what was done, in Markdown, for a commit or a pull request; `files` as in a report's data."""
    lines = ["| file | verdict | words kept | tests before | after | could not be kept |", "|---|---|---|---|---|---|"]
    for file in files:
        lost = f"{len(file['lost'])} hunks" if file["lost"] else ""
        tests = f"{file['tests_before']} | {file['tests_after']}"
        path = shown(file["path"]).replace("`", "'").replace("|", "\\|")
        lines.append(f"| `{path}` | {file['verdict']} | {file['kept']:.1%} | {tests} | {lost} |")
    return "\n".join(lines) + "\n"
