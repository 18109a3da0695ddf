"""The catalogue on a pasted log, as a capability: text in, a Report out."""

from __future__ import annotations

import asyncio

from handlers.context import Context
from handlers.core.errors import Usage
from handlers.core.report import Evidence, Finding, Report, Role, Status
from handlers.core.request import Request
from handlers.diagnosis.logs.explain import Explanation, explain


async def explain_text(request: Request, context: Context) -> Report:
    """Name the known causes that the option `text` speaks of, best first. Usage when there is no text."""
    text = str(request.options.get("text") or "")
    if not text.strip():
        raise Usage("there is no text to explain: use it on a message that holds a log or a traceback")
    found = await asyncio.to_thread(explain, text.splitlines())
    headline = found[0].title if found else "No known cause in this text"
    return Report(
        capability="explain",
        environment=request.environment,
        status=Status.FAILING if found else Status.UNKNOWN,
        headline=context.tools.redact(headline),
        findings=tuple(_finding(one, first=number == 0) for number, one in enumerate(found)),
    )


def _finding(found: Explanation, *, first: bool) -> Finding:
    """The best is the cause; what else the log speaks of may well follow from it, so it is only noted."""
    return Finding(
        id=found.id,
        service="",
        title=found.title,
        role=Role.CAUSE if first else Role.NOTE,
        explanation=found.explanation,
        evidence=(Evidence(f"line {found.line}", found.evidence),),
        next_step=found.next_step,
    )
