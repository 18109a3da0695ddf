"""`medic golden-path`."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.cli import common
from handlers.core.request import Request


def golden_path(
    environment: Annotated[str, typer.Argument(metavar="ENV")],
    sessions: Annotated[int, typer.Option(min=1, max=1000, help="How many users at once.")] = 1,
    stack: common.StackOption = None,
    as_json: common.JsonOption = False,
) -> None:
    """Walk one real user journey and say, stage by stage, what happened."""
    common.run(common.answer(Request("golden-path", environment, options={"sessions": sessions}), stack, as_json))
