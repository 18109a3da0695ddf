"""Report -> messages. Pure: what is posted follows from the report alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate

from bot.dispatch import CHANGES
from bot.slack.blocks import (
    TEXT_CHARACTERS,
    Block,
    Message,
    actions,
    button,
    clip,
    code,
    code_block,
    confirmed,
    context,
    divider,
    escape,
    section,
    sections,
    split,
)
from handlers.core.report import DIFF, Action, Evidence, Finding, Report, Status, Table

MARK = {
    Status.HEALTHY: ":large_green_circle:",
    Status.FAILING: ":red_circle:",
    Status.UNKNOWN: ":white_circle:",
    Status.DONE: ":white_check_mark:",
    Status.NOT_DONE: ":warning:",
}
_TABLE_ROWS = 100
_TABLE_CHARACTERS = 5_000  # Slack takes 10,000; the blocks' JSON counts too
_WIDE = 30
_CELL_CHARACTERS = 90
_SHOWN = 10  # symptoms or notes listed in full; more of them hide the cause


def root_begun(title: str, user: str, run: str) -> Message:
    """The root message while the run goes on."""
    line = f":hourglass_flowing_sand: *{escape(title)}* for <@{user}>"
    return Message(f"{title}: running", (section(line), context(f"run {code(run)} · the thread has the details")))


def root_finished(title: str, report: Report, user: str, run: str) -> Message:
    """The root message once the run has ended: its outcome, readable without opening the thread."""
    line = f"{MARK[report.status]} *{escape(title)}* for <@{user}>\n{escape(clip(report.headline, 600))}"
    return Message(f"{title}: {clip(report.headline, 300)}", (section(line), context(f"run {code(run)}")))


def root_failed(title: str, reason: str, user: str, run: str) -> Message:
    """The root message of a run that could not do its work."""
    line = f":warning: *{escape(title)}* for <@{user}> failed"
    return Message(f"{title} failed: {clip(reason, 300)}", (section(line), context(f"run {code(run)}")))


def failure(reason: str, run: str) -> Message:
    """What went wrong, for the person who asked."""
    text = f":warning: {escape(clip(reason, 1500))}"
    return Message(clip(f"Failed: {reason}", TEXT_CHARACTERS), (section(text), context(f"run {code(run)}")))


def report_messages(report: Report, run: str, changes: Sequence[str] = (), asked_by: str = "") -> list[Message]:
    """The report as one message, or as many as its length needs. `asked_by` goes with the changes it proposes."""
    blocks = [*_blocks(report, changes), *_buttons(report, asked_by), context(f"run {code(run)}")]
    pages = split(blocks)
    return [Message(clip(f"{report.headline}", TEXT_CHARACTERS), page) for page in pages]


def _blocks(report: Report, changes: Sequence[str]) -> Iterator[Block]:
    said = len(report.causes) == 1 and report.causes[0].title in report.headline
    if not said:  # one cause says the same as the headline, and more
        yield section(f"{MARK[report.status]} *{escape(clip(report.headline, 1200))}*")
    if changes:
        yield from sections(
            ["*Since the last run in this thread*", *(f"• {escape(clip(line, 300))}" for line in changes[:20])]
        )
    for cause in report.causes:
        if not said:
            yield divider()
        yield from _cause(cause, MARK[report.status])
    yield from _symptoms(report.symptoms)
    yield from _notes([finding for finding in report.findings if finding not in report.causes + report.symptoms])
    for table in report.tables:
        yield divider()
        yield from _table(table)


def _cause(cause: Finding, mark: str) -> Iterator[Block]:
    where = f" ({code(cause.service)})" if cause.service else ""
    sure = f" · {cause.confidence:.0%} sure" if cause.confidence is not None else ""
    yield section(f"{mark} *Root cause: {escape(clip(cause.title, 500))}*{where}{sure}")
    if cause.explanation:
        yield section(escape(clip(cause.explanation, 1500)))
    if cause.evidence:
        lines = [f"• _{escape(clip(item.source, 120))}_\n{code_block(item.text)}" for item in cause.evidence[:_SHOWN]]
        yield from sections(["*Evidence*", *lines])
    if cause.reasons:
        yield context("ranked here because " + "; ".join(escape(clip(reason, 300)) for reason in cause.reasons[:6]))
    if cause.next_step:
        yield section(f"*Next step*: {escape(clip(cause.next_step, 1000))}")


def _symptoms(symptoms: Sequence[Finding]) -> Iterator[Block]:
    if not symptoms:
        return
    yield divider()
    lines = ["*Explained by it* (these recover when the cause does)" if len(symptoms) else ""]
    for symptom in symptoms[:_SHOWN]:
        path = " ← ".join(code(name) for name in symptom.path) or code(symptom.service)
        lines.append(f"• {path}: {escape(clip(symptom.title, 200))}")
    if len(symptoms) > _SHOWN:
        lines.append(f"… and {len(symptoms) - _SHOWN} more")
    yield from sections(lines)


def _notes(notes: Sequence[Finding]) -> Iterator[Block]:
    """What was seen besides; a note that shows a change has a section of its own."""
    if notes:
        yield divider()
        shown, more = notes[:_SHOWN], [f"… and {len(notes) - _SHOWN} more"] if len(notes) > _SHOWN else []
        changes = [note for note in shown if any(item.source == DIFF for item in note.evidence)]
        yield from sections(["*Also seen*", *(f"• {_titled(note)}" for note in shown if note not in changes), *more])
        for note in changes:
            seen = [_seen(item) for item in note.evidence if item.source != DIFF]
            diffs = [code_block(item.text, 2_400) for item in note.evidence if item.source == DIFF]
            yield from sections([f"*{escape(clip(note.title, 300))}*", *seen, *diffs])


def _seen(item: Evidence) -> str:
    text = item.text.strip("\n")
    shown = code_block(text, 300) if "\n" in text else code(clip(text, 300))
    return f"{escape(item.source)}: {shown}"


def _titled(note: Finding) -> str:
    """A note's title, behind its service where it does not begin with that anyway."""
    named = not note.service or note.title.startswith(note.service)
    return ("" if named else f"{code(note.service)} ") + escape(clip(note.title, 300))


def _table(table: Table) -> Iterator[Block]:
    """A heading and a table block; the rows Slack has no room for are counted, not lost silently."""
    yield section(f"*{escape(clip(table.title, 200))}*")
    shown = _rows_that_fit(table)
    long = [max(len(row[column]) for row in shown) > _WIDE for column in range(len(table.columns))]
    yield {
        "type": "table",
        "column_settings": [{"is_wrapped": wide} for wide in long],
        "rows": [[{"type": "raw_text", "text": cell} for cell in row] for row in shown],
    }
    hidden = len(table.rows) + 1 - len(shown)
    if hidden:
        yield context(f"{hidden} more rows are not listed")


def _rows_that_fit(table: Table) -> list[tuple[str, ...]]:
    rows = [tuple(map(_cell, row)) for row in (table.columns, *table.rows)][:_TABLE_ROWS]
    sizes = accumulate(sum(map(len, row)) for row in rows)
    return [row for row, size in zip(rows, sizes, strict=True) if size <= _TABLE_CHARACTERS]


def _cell(text: str) -> str:
    return clip(" ".join(text.split()), _CELL_CHARACTERS) or "-"  # Slack refuses empty cells


def _buttons(report: Report, asked_by: str) -> Iterator[Block]:
    if not report.environment:
        return
    changes = [action for action in report.actions if action.name in CHANGES]
    row = [_change(report, action, asked_by, number) for number, action in enumerate(changes)]
    if report.capability not in CHANGES:
        where = {"environment": report.environment, "service": report.service}
        row.append(button("Run again", "run_again", {"capability": report.capability, **where}))
    if report.capability != "diagnose":
        service = report.causes[0].service if report.causes else report.service
        diagnosis = {"capability": "diagnose", "environment": report.environment, "service": service or None}
        row.append(button(f"Diagnose {service or report.environment}", "run_diagnosis", diagnosis))
    yield actions(*row)


def _change(report: Report, action: Action, asked_by: str, number: int) -> Block:
    """The button of a proposed change: an approver's click, after a question, carries it out.

    `number`: its place in the row, where Slack wants no two buttons of one id.
    """
    value = {
        "capability": action.name,
        "environment": report.environment,
        "service": report.service,
        "options": dict(action.arguments),
        "asked_by": asked_by,
    }
    element = button(action.label, f"change_{action.name}_{number}", value, style="primary")
    undo = f" Undo: {action.undo}." if action.undo else ""
    return confirmed(element, f"{action.label} in {report.environment}?{undo}", action.label)
