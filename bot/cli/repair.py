"""`medic repair tests` and `medic repair undo`."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.cli import common
from bot.render.terminal import TerminalProgress
from bot.settings import load_settings
from bot.stack import load_stack
from handlers.context import Context, Handler
from handlers.core.errors import Usage
from handlers.core.redaction import Redactor
from handlers.core.request import Request
from handlers.probes.client import open_tools
from handlers.repair.actions import modernise_tests, undo_repairs
from handlers.repair.handler import repair_tests
from handlers.stack.environment import Environment

app = typer.Typer(
    name="repair", help="Bring a damaged test tree back to collecting; undo a repair.", no_args_is_help=True
)


@app.command("tests")
def repair_tree(  # noqa: PLR0913 - typer reads the options from the signature
    paths: Annotated[
        list[str] | None, typer.Argument(metavar="[PATH]...", help="Default: the configured roots.")
    ] = None,
    repo: Annotated[Path, typer.Option(metavar="DIR", help="The repository.")] = Path(),
    apply: Annotated[bool, typer.Option("--apply", help="Write the repairs; without it nothing is changed.")] = False,
    accept: Annotated[
        list[str] | None, typer.Option(metavar="PATH", help="Apply this doubtful file too; * for all.")
    ] = None,
    verify: Annotated[bool, typer.Option("--verify", help="Collect before and after, also in a dry run.")] = False,
    environment: Annotated[
        str | None, typer.Option("--env", help="Whose `tests` section of the stack file counts.")
    ] = None,
    stack: common.StackOption = None,
    as_json: common.JsonOption = False,
) -> None:
    """Repair Python test files that no longer compile. A dry run unless --apply is given."""
    options: dict[str, Any] = {"repo": str(repo), "paths": paths or [], "apply": apply, "accept": accept or []}
    if verify:
        options["verify"] = True
    with common.failures():
        name, found = _environment(environment, stack)
    common.run(_work(repair_tests, Request("repair tests", name, options=options), found, as_json))


@app.command()
def modernise(
    paths: Annotated[
        list[str] | None, typer.Argument(metavar="[PATH]...", help="Default: the configured roots.")
    ] = None,
    repo: Annotated[Path, typer.Option(metavar="DIR", help="The repository.")] = Path(),
    apply: Annotated[bool, typer.Option("--apply", help="Write the changes; without it nothing is changed.")] = False,
    stack: common.StackOption = None,
    as_json: common.JsonOption = False,
) -> None:
    """Move tests to the successors that `tests: renames` declares. A dry run unless --apply is given."""
    options: dict[str, Any] = {"repo": str(repo), "paths": paths or [], "apply": apply}
    with common.failures():
        name, found = _environment(None, stack)
    common.run(_work(modernise_tests, Request("modernise tests", name, options=options), found, as_json))


@app.command()
def undo(
    run: Annotated[str, typer.Argument(metavar="RUN", help="The run's name, as its report says it.")],
    force: Annotated[bool, typer.Option("--force", help="Also put back files that changed since.")] = False,
    as_json: common.JsonOption = False,
) -> None:
    """Put back, byte for byte, what a repair changed."""
    request = Request("repair undo", options={"run": run, "force": force})
    common.run(_work(undo_repairs, request, Environment(services={}), as_json))


def _environment(name: str | None, stack: Path | None) -> tuple[str, Environment]:
    """The environment whose tests are meant: the named one, the only one with a `tests` section, or none at all."""
    try:
        path = common.stack_path(stack)
    except Usage:
        if name is not None:
            raise
        return "", Environment(services={})
    environments = load_stack(path).stack.environments
    if name is not None:
        if name not in environments:
            raise Usage(f"there is no environment `{name}`; known: {', '.join(environments)}")
        return name, environments[name]
    described = {key: value for key, value in environments.items() if value.tests}
    if len(described) > 1:
        raise Usage(f"several environments describe tests ({', '.join(described)}): name one with --env")
    return next(iter(described.items()), ("", Environment(services={})))


async def _work(handler: Handler, request: Request, environment: Environment, as_json: bool) -> int:
    state = load_settings(os.environ).state_dir / "repair"
    request = replace(request, options={**request.options, "state": str(state)})
    terminal = common.Terminal(Redactor())
    async with open_tools(terminal.redact) as tools:
        with TerminalProgress(terminal.err) as progress:
            report = await handler(request, Context(environment, tools, progress))
    common.show(terminal, report, as_json)
    return report.status.exit_code
