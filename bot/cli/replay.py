"""`medic replay`."""

from __future__ import annotations

import asyncio
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from bot.cli import common
from bot.cli.export import export
from bot.incidents.replay import Told, answer
from bot.incidents.replay import replay as replay_story
from bot.incidents.story import Line, read_story
from bot.incidents.words import when
from bot.stack import load_stack
from handlers.core.errors import Usage
from handlers.core.redaction import Redactor
from handlers.stack.environment import Stack


def replay(  # noqa: PLR0913 - one parameter for each option
    story: Annotated[
        str | None, typer.Argument(metavar="STORY|-", help="Recorded results, one JSON object a line.")
    ] = None,
    stack: common.StackOption = None,
    as_json: common.JsonOption = False,
    write: Annotated[bool, typer.Option("--export", help="Write a story from the bot's own results instead.")] = False,
    since: Annotated[str, typer.Option("--since", metavar="TIME", help="With --export: how far back.")] = "7d",
    environment: Annotated[
        str | None, typer.Option("--environment", metavar="ENV", help="With --export: of one environment.")
    ] = None,
) -> None:
    """Say what the alerts would have been for a recorded story of check results; or write one."""
    if write:
        _check_export(story, as_json)
        common.run(export(since, environment, stack))
    common.run(_replay(_given(story), stack, as_json))


def _check_export(story: str | None, as_json: bool) -> None:
    with common.failures():
        if story is not None or as_json:
            raise Usage("--export writes a story to stdout; it takes no STORY and no --json")


def _given(story: str | None) -> str:
    with common.failures():
        if story is None:
            raise Usage("which story? Give a file, or - for stdin; --export writes one")
    return story


async def _replay(story: str, stack: Path | None, as_json: bool) -> int:
    loaded = load_stack(common.stack_path(stack))
    told = await asyncio.to_thread(lambda: replay_story(_read(story, loaded.stack), loaded.stack))
    terminal = common.Terminal(Redactor(loaded.secrets))
    if as_json:
        terminal.document(answer(told))
    else:
        _print(terminal, told)
    return common.Exit.FINDINGS if told else common.Exit.DONE


def _read(story: str, stack: Stack) -> list[Line]:
    try:
        with nullcontext(sys.stdin.buffer) if story == "-" else Path(story).open("rb") as lines:
            return read_story(lines, stack, "stdin" if story == "-" else story)
    except OSError as problem:
        raise Usage(f"{story} cannot be read: {problem.strerror}") from problem


def _print(terminal: common.Terminal, told: list[Told]) -> None:
    for one in told:
        incident = one.incident
        end = "still open" if incident.closed is None else f"closed {when(incident.closed)}"
        terminal.out.print(Text.assemble((incident.title, "bold"), f" - opened {when(incident.opened)}, {end}"))
        for message in one.messages:
            said = Text(f"  {when(message.at)}  {message.kind.value:8}{message.why.value:18}{message.text}")
            terminal.out.print(said, style="" if message.kind == "channel" else "dim", soft_wrap=True)
    if not told:
        terminal.out.print("Nobody would have heard of anything.")
