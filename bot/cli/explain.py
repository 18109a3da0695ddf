"""`medic explain`."""

from __future__ import annotations

import asyncio
import sys
from contextlib import nullcontext
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from bot.cli import common
from handlers.core.errors import Usage
from handlers.core.redaction import Redactor
from handlers.diagnosis.logs.explain import Explanation, lines_of
from handlers.diagnosis.logs.explain import explain as explain_lines


def explain(
    file: Annotated[str, typer.Argument(metavar="FILE|-", help="A log or a traceback; - reads stdin.")],
    as_json: common.JsonOption = False,
) -> None:
    """Say which known causes a log or traceback speaks of."""
    common.run(_explain(file, as_json))


async def _explain(file: str, as_json: bool) -> int:
    found = await asyncio.to_thread(_read, file)
    terminal = common.Terminal(Redactor())
    if as_json:
        terminal.document({"causes": [asdict(cause) for cause in found]})
    else:
        for cause in found:
            terminal.out.print(Text.assemble((cause.title, "bold"), f" [{cause.id}]"))
            terminal.out.print(Text(f"  line {cause.line}: {cause.evidence}", style="dim"))
            terminal.out.print(Text(f"  Next step: {cause.next_step}"))
        if not found:
            terminal.out.print("No known cause in this log.")
    return common.Exit.FINDINGS if found else common.Exit.DONE


def _read(file: str) -> list[Explanation]:
    try:
        with nullcontext(sys.stdin.buffer) if file == "-" else Path(file).open("rb") as stream:
            return explain_lines(lines_of(stream))
    except OSError as problem:
        raise Usage(f"{file} cannot be read: {problem.strerror}") from problem
