"""`medic repair`: look at a test tree, then apply, propose or take back what was shown."""

from __future__ import annotations

import os
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from bot.cli import common
from bot.render.terminal import TerminalProgress
from bot.settings import load_settings
from bot.stack import load_stack
from handlers.context import Context, Handler
from handlers.core.errors import Usage
from handlers.core.redaction import Redactor
from handlers.core.report import File, Report
from handlers.core.request import Request
from handlers.probes.client import open_tools
from handlers.repair.actions import apply_repairs, propose_repairs, undo_repairs
from handlers.repair.handler import repair_tests
from handlers.repair.modernise.handler import modernise_tests
from handlers.repair.runs import repair_runs
from handlers.stack.environment import Environment

app = typer.Typer(
    name="repair", help="Bring a damaged test tree back to collecting; undo a repair.", no_args_is_help=True
)


RunArgument = Annotated[str, typer.Argument(metavar="RUN", help="The run's name, as its report says it.")]
RepoOption = Annotated[Path, typer.Option(metavar="DIR", help="The repository.")]
EnvironmentOption = Annotated[str | None, typer.Option("--env", help="Whose `tests` section of the stack file counts.")]
AcceptOption = Annotated[list[str] | None, typer.Option(metavar="PATH", help="This doubtful file too; * for all.")]
PathsArgument = Annotated[list[str] | None, typer.Argument(metavar="[PATH]...", help="Default: the configured roots.")]


@app.command("tests")
def repair_tree(  # noqa: PLR0913 - typer reads the options from the signature
    paths: PathsArgument = None,
    repo: RepoOption = Path(),
    apply: Annotated[bool, typer.Option("--apply", help="Write the repairs; without it nothing is changed.")] = False,
    accept: AcceptOption = None,
    verify: Annotated[
        bool | None, typer.Option("--verify/--no-verify", help="Collect before and after; default: with --apply.")
    ] = None,
    patch: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the whole patch there.")] = None,
    environment: EnvironmentOption = None,
    stack: common.StackOption = None,
    as_json: common.JsonOption = False,
) -> None:
    """Repair Python test files that no longer compile. A dry run unless --apply is given."""
    options: dict[str, Any] = {"repo": str(repo), "paths": paths or [], "apply": apply, "accept": accept or []}
    if verify is not None:
        options["verify"] = verify
    _start(repair_tests, Request("repair tests", options=options), _Place(environment, stack, patch), as_json)


@app.command()
def modernise(  # noqa: PLR0913 - typer reads the options from the signature
    paths: PathsArgument = None,
    repo: RepoOption = Path(),
    apply: Annotated[bool, typer.Option("--apply", help="Write the changes; without it nothing is changed.")] = False,
    patch: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the whole patch there.")] = None,
    environment: EnvironmentOption = None,
    stack: common.StackOption = None,
    as_json: common.JsonOption = False,
) -> None:
    """Move tests to the successors that `tests: renames` declares. A dry run unless --apply is given."""
    options: dict[str, Any] = {"repo": str(repo), "paths": paths or [], "apply": apply}
    _start(modernise_tests, Request("modernise tests", options=options), _Place(environment, stack, patch), as_json)


@app.command("apply")
def apply_run(  # noqa: PLR0913 - typer reads the options from the signature
    run: RunArgument,
    accept: AcceptOption = None,
    verify: Annotated[bool, typer.Option("--verify/--no-verify", help="Collect before and after.")] = True,
    environment: EnvironmentOption = None,
    stack: common.StackOption = None,
    as_json: common.JsonOption = False,
) -> None:
    """Apply a dry run exactly as it was shown, or finish one that was cut off."""
    request = Request("repair.apply", options={"run": run, "accept": accept or [], "verify": verify})
    _start(apply_repairs, request, _Place(environment, stack), as_json)


@app.command()
def propose(  # noqa: PLR0913 - typer reads the options from the signature
    run: RunArgument,
    accept: AcceptOption = None,
    remote: Annotated[str, typer.Option(help="The git remote the branch is pushed to.")] = "origin",
    base: Annotated[str | None, typer.Option(help="The branch it is to be merged into.")] = None,
    api: Annotated[str | None, typer.Option(metavar="URL", help="The forge's REST API, where it is your own.")] = None,
    environment: EnvironmentOption = None,
    stack: common.StackOption = None,
    as_json: common.JsonOption = False,
) -> None:
    """Commit a dry run to the branch repair/RUN and open a pull request; your working tree is not touched.

    Without MEDIC_FORGE_TOKEN the branch is made and nothing is pushed.
    """
    options = {"run": run, "accept": accept or [], "remote": remote, "base": base, "api": api}
    _start(propose_repairs, Request("repair.pull_request", options=options), _Place(environment, stack), as_json)


@app.command()
def undo(
    run: RunArgument,
    force: Annotated[
        bool, typer.Option("--force", help="Also put back files that changed since; what stood there is kept aside.")
    ] = False,
    as_json: common.JsonOption = False,
) -> None:
    """Put back, byte for byte, what a repair changed."""
    request = Request("repair.undo", options={"run": run, "force": force})
    common.run(_work(undo_repairs, request, Environment(services={}), as_json))


@app.command("runs")
def list_runs(as_json: common.JsonOption = False) -> None:
    """List the repairs kept on this machine, newest first: what each holds and how far it came."""
    with common.failures():
        found = repair_runs(_state())
    terminal = common.Terminal(Redactor())
    if as_json:
        terminal.document({"runs": [asdict(run) for run in found]})
    else:
        table = Table("Run", "Stage", "Files", "Repository")
        for run in found:
            table.add_row(*map(Text, (run.run, run.stage, str(run.files), run.top)))
        terminal.out.print(table)


@dataclass(frozen=True, slots=True)
class _Place:
    """Whose tests are meant, and where the patch is to be written."""

    environment: str | None
    stack: Path | None
    patch: Path | None = None


def _start(handler: Handler, request: Request, place: _Place, as_json: bool) -> None:
    with common.failures():
        name, found = _environment(place.environment, place.stack)
    common.run(_work(handler, replace(request, environment=name), found, as_json, place.patch))


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


def _state() -> Path:
    return load_settings(os.environ).state_dir / "repair"


async def _work(
    handler: Handler, request: Request, environment: Environment, as_json: bool, patch: Path | None = None
) -> int:
    settings = load_settings(os.environ)
    token = settings.forge_token.get_secret_value() if settings.forge_token else ""
    options = {**request.options, "state": str(settings.state_dir / "repair"), "token": token}
    terminal = common.Terminal(Redactor(settings.secrets()))
    async with open_tools(terminal.redact) as tools:
        with TerminalProgress(terminal.err) as progress:
            report = await handler(replace(request, options=options), Context(environment, tools, progress))
    common.show(terminal, report, as_json)
    if patch is not None:
        _write(patch, report.files)
    if not as_json:
        terminal.out.print(Text("\n".join(_next_steps(report))), soft_wrap=True)
    return report.status.exit_code


def _write(patch: Path, files: tuple[File, ...]) -> None:
    """Write the patch, an empty one where nothing would change. Usage where it cannot be written."""
    try:
        patch.write_bytes(b"".join(file.content for file in files if file.media_type == "text/x-diff"))
    except OSError as problem:
        raise Usage(f"the patch cannot be written to {patch}: {problem.strerror}") from problem


_STEPS = {"repair.apply": "medic repair apply", "repair.pull_request": "medic repair propose"}


def _next_steps(report: Report) -> list[str]:
    """What can be done with the run, as it is typed."""
    found = []
    for action in report.actions:
        run, accept = action.arguments.get("run", ""), " --accept '*'" if action.arguments.get("accept") else ""
        command = _STEPS.get(action.name, "medic repair undo")
        found.append(f"{action.label}: {command} {run}{accept}")
    return found
