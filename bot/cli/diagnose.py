"""`medic diagnose`."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.cli.common import JsonOption, StackOption, answer, run
from handlers.core.request import Request


def diagnose(
    environment: Annotated[str, typer.Argument(metavar="ENV")],
    service: Annotated[str | None, typer.Argument(metavar="SERVICE")] = None,
    stack: StackOption = None,
    as_json: JsonOption = False,
) -> None:
    """Find the one thing to fix first, with its evidence."""
    run(answer(Request("diagnose", environment, service), stack, as_json))
