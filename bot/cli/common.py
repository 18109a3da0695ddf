"""What every command shares: finding the stack file, running on one loop, exit statuses, and errors people can read."""

from __future__ import annotations

import asyncio
import json
import os
import re
import sys
import traceback
from collections.abc import AsyncIterator, Coroutine, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from rich.console import Console

from bot.dispatch import HANDLERS, Dispatcher
from bot.render.json import report_json
from bot.render.terminal import TerminalProgress, print_report
from bot.settings import SettingsError
from bot.stack import LoadedStack, StackError, load_stack
from handlers.context import Handler
from handlers.core.errors import Failure, Usage
from handlers.core.redaction import Redactor
from handlers.core.report import Report
from handlers.core.request import Request
from handlers.probes.client import open_tools

StackOption = Annotated[
    Path | None,
    typer.Option("--stack", metavar="FILE", help="The stack file; ./stack.yaml, then MEDIC_STACK, when not given."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON document on stdout and nothing else there.")]


class Exit(IntEnum):
    """Exit statuses."""

    DONE = 0
    FINDINGS = 1
    WRONG_USAGE = 2
    FAILED = 3


_LONE = re.compile("[\ud800-\udfff]")  # what a byte that fits no encoding becomes in a text


@dataclass(frozen=True, slots=True)
class Terminal:
    """Where a command writes: answers to stdout, everything else to stderr; secrets to neither."""

    redact: Redactor

    @property
    def out(self) -> Console:
        """The answer."""
        return Console(file=_Redacting(sys.stdout, self.redact))  # type: ignore[arg-type]  # a text file as far as rich uses one

    @property
    def err(self) -> Console:
        """Progress and errors."""
        return Console(file=_Redacting(sys.stderr, self.redact))  # type: ignore[arg-type]  # a text file as far as rich uses one

    def document(self, document: Any) -> None:
        """One JSON document on stdout, in UTF-8 whatever the terminal's encoding; bytes of none are spelled out."""
        text = self.redact(json.dumps(document, ensure_ascii=False, indent=2, default=str)) + "\n"
        sys.stdout.write(_LONE.sub(lambda match: f"\\u{ord(match[0]):04x}", text))


class _Redacting:
    """A text file that redacts what is written to it."""

    def __init__(self, file: Any, redact: Redactor) -> None:
        self._file = file
        self._redact = redact

    def write(self, text: str) -> int:
        return int(self._file.write(_LONE.sub("\N{REPLACEMENT CHARACTER}", self._redact(text))))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


def stack_path(given: Path | None) -> Path:
    """`--stack`, else ./stack.yaml, else MEDIC_STACK; Usage when there is none of them."""
    if given is not None:
        return given
    if Path("stack.yaml").exists():
        return Path("stack.yaml")
    named = os.environ.get("MEDIC_STACK")
    if named:
        return Path(named)
    raise Usage("no stack file: give --stack FILE, set MEDIC_STACK, or write ./stack.yaml")


def run(command: Coroutine[Any, Any, int]) -> NoReturn:
    """Run a command on its own event loop and leave with its exit status."""
    with failures():
        code = asyncio.run(command)
    raise typer.Exit(code)


@contextmanager
def failures() -> Iterator[None]:
    """Turn what a person did wrong into status 2 and what the bot could not do into status 3, each said in words."""
    try:
        yield
    except (Usage, StackError, SettingsError) as problem:
        fail(str(problem), Exit.WRONG_USAGE)
    except Failure as problem:
        fail(str(problem), Exit.FAILED)
    except Exception as problem:
        # A traceback may hold a secret in its text; the place and the kind are enough to report it.
        where = traceback.extract_tb(problem.__traceback__)[-1]
        place = f"{Path(where.filename).name}:{where.lineno}"
        fail(f"a defect in opsmedic itself: {type(problem).__name__} at {place}; please report it", Exit.FAILED)
    except KeyboardInterrupt:
        raise typer.Exit(130) from None


def fail(message: str, code: Exit) -> NoReturn:
    """Say what is wrong on stderr, and leave."""
    sys.stderr.write(f"medic: {Redactor()(message)}\n")
    raise typer.Exit(code)


@asynccontextmanager
async def dispatcher(loaded: LoadedStack, handlers: Mapping[str, Handler]) -> AsyncIterator[Dispatcher]:
    """A dispatcher for commands of the terminal."""
    async with open_tools(Redactor(loaded.secrets)) as tools:
        yield Dispatcher(loaded.stack, tools, handlers)


async def answer(
    request: Request, stack: Path | None, as_json: bool, handlers: Mapping[str, Handler] = HANDLERS
) -> int:
    """Run a request through the same handlers as Slack's and print its report; the report's exit status."""
    loaded = load_stack(stack_path(stack))
    terminal = Terminal(Redactor(loaded.secrets))
    async with dispatcher(loaded, handlers) as dispatch:
        with TerminalProgress(terminal.err) as progress:
            report = await dispatch.run(request, progress)
    show(terminal, report, as_json)
    return report.status.exit_code


def show(terminal: Terminal, report: Report, as_json: bool) -> None:
    """Print a report for a person or for a script."""
    if as_json:
        terminal.document(report_json(report))
    else:
        print_report(terminal.out, report)
