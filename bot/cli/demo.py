"""`medic demo`."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.cli import common


def demo(  # noqa: PLR0913 - typer reads the options from the signature
    headless: Annotated[bool, typer.Option("--headless", help="No page to look at: for scripts, with --run.")] = False,
    fault: Annotated[list[str] | None, typer.Option(metavar="F", help="Break the stack this way first.")] = None,
    run: Annotated[
        str | None, typer.Option(metavar="LINE", help="Type this line into the local Slack and wait.")
    ] = None,
    http: Annotated[bool, typer.Option("--http", help="Signed HTTP instead of Socket Mode.")] = False,
    port: Annotated[int, typer.Option(help="The page's port; 0 takes a free one.", min=0, max=65535)] = 0,
    as_json: common.JsonOption = False,
) -> None:
    """Start everything locally: a stack to break, a Slack to look at, and the bot; print the page's address."""
    from bot.cli.local_demo import DemoOptions, local_demo  # the other commands need not wait for a whole world

    common.run(local_demo(DemoOptions(fault or [], headless, run, as_json, http, port)))
