"""The catalogue on a pasted log and on attached ones, as a capability: texts in, a Report out."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path

from handlers.context import Context, Handler
from handlers.core.errors import Permanent, Usage
from handlers.core.report import Evidence, Finding, Report, Role, Status
from handlers.core.request import Request
from handlers.diagnosis.logs.explain import Explanation, explain, lines_of


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that came with the request: where its text is, or why it could not be read (`problem`)."""

    name: str
    path: Path | None = None
    problem: str = ""


Attachments = Callable[[Request, Context], AbstractAsyncContextManager[Sequence[Attached]]]
"""Fetches what the request has attached; the files are there as long as the block lasts."""


def explainer(attachments: Attachments) -> Handler:
    """`explain_text`, for a surface whose requests come with files."""

    async def explain_all(request: Request, context: Context) -> Report:
        async with attachments(request, context) as attached:
            return await _explain(request, context, attached)

    return explain_all


async def explain_text(request: Request, context: Context) -> Report:
    """Name the known causes that the option `text` speaks of, best first. Usage when there is no text."""
    return await _explain(request, context, ())


async def _explain(request: Request, context: Context, attached: Sequence[Attached]) -> Report:
    text = str(request.options.get("text") or "")
    readable = [one for one in attached if one.path is not None]
    problems = [one for one in attached if one.problem]
    if not text.strip() and not readable:
        if problems:
            raise Permanent("; ".join(f"{one.name}: {one.problem}" for one in problems))
        raise Usage(
            "there is no text to explain: use it on a message that holds a log or a traceback, or a file of one"
        )
    found = await asyncio.to_thread(_found, text, readable)
    headline = found[0][1].title if found else f"No known cause in {_named(readable)}"
    findings = [_finding(where, one, first=number == 0) for number, (where, one) in enumerate(found)]
    findings += [_unread(one) for one in problems]
    return Report(
        capability="explain",
        environment=request.environment,
        status=Status.FAILING if found else Status.UNKNOWN,
        headline=context.tools.redact(headline),
        findings=tuple(findings),
    )


def _found(text: str, readable: Sequence[Attached]) -> list[tuple[str, Explanation]]:
    """What the message says comes first, then each file in its order; a cause is named once."""
    told: dict[str, tuple[str, Explanation]] = {}
    for where, found in _sources(text, readable):
        for one in found:
            told.setdefault(one.id, (where, one))
    return list(told.values())


def _sources(text: str, readable: Sequence[Attached]) -> Iterator[tuple[str, list[Explanation]]]:
    yield "", explain(text.splitlines())
    for one in readable:
        if one.path is not None:
            with one.path.open("rb") as stream:
                yield one.name, explain(lines_of(stream))


def _named(readable: Sequence[Attached]) -> str:
    return "this text" if not readable else f"this text or in {', '.join(one.name for one in readable)}"


def _finding(where: str, found: Explanation, *, first: bool) -> Finding:
    """The best is the cause; what else the log speaks of may well follow from it, so it is only noted."""
    return Finding(
        id=found.id,
        service="",
        title=found.title,
        role=Role.CAUSE if first else Role.NOTE,
        explanation=found.explanation,
        evidence=(Evidence(f"{where} line {found.line}".strip(), found.evidence),),
        next_step=found.next_step,
    )


def _unread(attached: Attached) -> Finding:
    return Finding(id="not-read", service="", title=f"{attached.name} was not read: {attached.problem}")
