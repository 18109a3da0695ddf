"""Report -> rich renderables, and a progress bar that follows a run."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console, RenderableType
from rich.panel import Panel
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table as RichTable
from rich.text import Text

from handlers.core.ports import Health, Tick
from handlers.core.report import DIFF, Evidence, Finding, Report, Role, Status, Table

_STYLE = {
    Status.HEALTHY: "green",
    Status.DONE: "green",
    Status.FAILING: "red",
    Status.UNKNOWN: "yellow",
    Status.NOT_DONE: "yellow",
}
_MARK = {Health.OK: ("ok", "green"), Health.FAILING: ("failing", "red"), Health.UNKNOWN: ("unknown", "yellow")}


def print_report(console: Console, report: Report) -> None:
    """The whole report, the root cause before everything else."""
    for part in _parts(report):
        console.print(part)


def _parts(report: Report) -> Iterator[RenderableType]:
    yield Panel(Text(report.headline, style=f"bold {_STYLE[report.status]}"), border_style=_STYLE[report.status])
    for cause in report.causes:
        yield from _cause(cause)
    if report.symptoms:
        yield Text("Explained by it:", style="bold")
        for symptom in report.symptoms:
            yield Text(f"  {' <- '.join(symptom.path) or symptom.service}: {symptom.title}", style="dim")
    for note in report.findings:
        if note.role is Role.NOTE:
            yield from _note(note)
    for table in report.tables:
        yield Text(table.title, style="italic")  # on a line of its own: Rich would fold it to the table's width
        yield _table(table)


def _note(note: Finding) -> Iterator[RenderableType]:
    """A note; where it shows a change, with that change and all that was seen of it."""
    service = "" if note.title.startswith(note.service) else f"{note.service} "
    yield Text(f"Also seen: {service}{note.title}")
    if any(item.source == DIFF for item in note.evidence):
        for item in note.evidence:
            yield Text(item.text.rstrip(), style="dim") if item.source == DIFF else _seen(item)


def _seen(item: Evidence) -> Text:
    return Text.assemble(("  seen ", "dim"), (f"{item.source}: ", "cyan"), item.text.rstrip())


def _cause(cause: Finding) -> Iterator[RenderableType]:
    sure = f" ({cause.confidence:.0%} sure)" if cause.confidence is not None else ""
    yield Text.assemble(("Root cause: ", "bold red"), (cause.title, "bold"), f" [{cause.service}, {cause.id}]{sure}")
    if cause.explanation:
        yield Text(cause.explanation)
    for item in cause.evidence:
        yield _seen(item)
    if cause.next_step:
        yield Text.assemble(("Next step: ", "bold"), cause.next_step)


def _table(table: Table) -> RichTable:
    rich = RichTable(header_style="bold")
    for column in table.columns:
        rich.add_column(column, overflow="fold")
    for row in table.rows:
        rich.add_row(*(Text(cell) for cell in row))
    return rich


class TerminalProgress:
    """A progress bar on stderr; each piece of work is also a line, so that a log of the terminal holds it."""

    def __init__(self, console: Console) -> None:
        self._bar = Progress(
            TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), console=console
        )
        self._task: TaskID | None = None
        self._done = self._total = 0

    def __enter__(self) -> TerminalProgress:
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    async def begin(self, what: str, total: int) -> None:
        """Show the bar; each part of a run is counted by itself."""
        if self._done >= self._total:
            self._done = self._total = 0
        self._total += total
        if self._task is None:
            self._task = self._bar.add_task(what, total=self._total)
        self._bar.update(self._task, description=what, total=self._total, completed=self._done)

    async def tick(self, tick: Tick) -> None:
        """Advance it, and say what has ended."""
        word, style = _MARK[tick.health]
        self._bar.console.print(
            Text.assemble(
                (f"{word:>8} ", style), tick.name, f"  {tick.detail}", (f"  {tick.seconds * 1000:.0f} ms", "dim")
            )
        )
        self._done += 1
        if self._task is not None:
            self._bar.advance(self._task)
