"""`medic diagnose`."""

from __future__ import annotations

import asyncio
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from bot.cli import common
from handlers.core.errors import Usage
from handlers.core.redaction import Redactor
from handlers.core.request import Request
from handlers.diagnosis.metrics.ranking import RankedCause, rank_from_metrics
from handlers.diagnosis.metrics.series import parse_time, read_graph, read_metrics

PANEL = "From numbers"
File = typer.Option(metavar="FILE", rich_help_panel=PANEL)
Word = typer.Option(rich_help_panel=PANEL)


@dataclass(frozen=True, slots=True)
class Numbers:
    """A question about measurements: where they are, when, and what got worse."""

    metrics: Path
    normal: Path | None
    graph: Path | None
    at: str | None
    target: str | None
    metric: str

    def rank(self) -> list[RankedCause]:
        """Read the files and rank; Usage names what is missing or cannot be read."""
        if self.normal is None or self.graph is None or self.at is None or self.target is None:
            raise Usage("--metrics goes with --normal FILE, --graph FILE, --at TIME and --target NODE")
        metrics, normal = read_metrics(self.metrics), read_metrics(self.normal)
        return rank_from_metrics(metrics, normal, read_graph(self.graph), parse_time(self.at), self.target, self.metric)


def diagnose(  # noqa: PLR0913 - typer reads the options from the signature
    environment: Annotated[str | None, typer.Argument(metavar="ENV")] = None,
    service: Annotated[str | None, typer.Argument(metavar="SERVICE")] = None,
    metrics: Annotated[Path | None, File] = None,
    normal: Annotated[Path | None, File] = None,
    graph: Annotated[Path | None, File] = None,
    at: Annotated[str | None, Word] = None,
    target: Annotated[str | None, Word] = None,
    metric: Annotated[str, Word] = "latency",
    history: Annotated[
        bool, typer.Option("--history", help="Ask the bot's own results: why SERVICE got worse.", rich_help_panel=PANEL)
    ] = False,
    stack: common.StackOption = None,
    as_json: common.JsonOption = False,
) -> None:
    """Find the one thing to fix first, with its evidence; with --metrics or --history, from numbers, not probes."""
    if metrics is not None:
        common.run(_from_numbers(Numbers(metrics, normal, graph, at, target, metric), as_json))
    if environment is None:
        raise typer.BadParameter("which environment?", param_hint="ENV")
    if history:
        common.run(_from_history((environment, service, at, metric), stack, as_json))
    common.run(common.answer(Request("diagnose", environment, service), stack, as_json))


async def _from_numbers(numbers: Numbers, as_json: bool) -> int:
    return _show(common.Terminal(Redactor()), await asyncio.to_thread(numbers.rank), as_json)


async def _from_history(question: tuple[str, str | None, str | None, str], stack: Path | None, as_json: bool) -> int:
    from bot.cli.own_history import OwnHistory  # needs the database, which the other ways do not

    causes, redact = await OwnHistory(*question).rank(stack)
    return _show(common.Terminal(redact), causes, as_json)


def _show(terminal: common.Terminal, causes: list[RankedCause], as_json: bool) -> int:
    if as_json:
        terminal.document({"causes": [asdict(cause) for cause in causes]})
    else:
        for number, cause in enumerate(causes, 1):
            terminal.out.print(
                Text.assemble(f"{number}. ", (cause.service, "bold"), f" ({cause.score:.2f}): {cause.reason}")
            )
        if not causes:
            terminal.out.print("Nothing is out of the ordinary.")
    return common.Exit.FINDINGS if causes else common.Exit.DONE
