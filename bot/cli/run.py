"""`medic run`."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.cli import common


def run(
    stack: common.StackOption = None,
    http: Annotated[bool, typer.Option("--http", help="Signed HTTP instead of Socket Mode.")] = False,
) -> None:
    """Run the bot: Socket Mode by default, signed HTTP with --http."""
    from bot.cli.serve import serve  # a whole bot takes a second to import, which the other commands need not wait for

    common.run(serve(stack, http))
