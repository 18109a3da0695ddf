"""The table of commands."""

from __future__ import annotations

import typer

from bot.cli import repair
from bot.cli.audit import audit
from bot.cli.check import check
from bot.cli.demo import demo
from bot.cli.diagnose import diagnose
from bot.cli.explain import explain
from bot.cli.golden_path import golden_path
from bot.cli.incidents import incidents
from bot.cli.manifest import manifest
from bot.cli.replay import replay
from bot.cli.run import run
from bot.cli.runs import runs

app = typer.Typer(
    name="medic",
    help="Takes a broken staging stack from red to green in one thread.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for command in (run, demo, check, manifest, diagnose, golden_path, explain, replay, incidents, audit, runs):
    app.command()(command)
app.add_typer(repair.app)


def main() -> None:
    """The entry point of `medic`."""
    app()
