"""The command registry: every slash command, one entry each. The manifest, the help and the listeners come from it."""

from __future__ import annotations

from bot.orders.command import Command
from bot.orders.run import RunCommand, count
from bot.orders.watch import INCIDENT, SILENCE, STATUS

EXPLAIN = "explain_message"  # the message shortcuts
REMEMBER = "remember_message"

COMMANDS: tuple[Command, ...] = (
    RunCommand(
        "diagnose",
        "diagnose",
        "ENVIRONMENT [SERVICE] [--private]",
        "Find the one thing to fix first, with its evidence",
        takes_service=True,
    ),
    RunCommand(
        "golden-path",
        "golden-path",
        "ENVIRONMENT [--sessions N] [--history] [--private]",
        "Walk one real user journey and say, stage by stage, what happened",
        flags={"sessions": count},
        switches=("history",),
    ),
    RunCommand(
        "repair",
        "repair tests",
        "tests|modernise ENVIRONMENT [--private]",
        "Bring damaged Python tests back to collecting, or move them to new names; shows what it would change first",
        subjects={"tests": "repair tests", "modernise": "modernise tests"},
    ),
    INCIDENT,
    STATUS,
    SILENCE,
)


def with_prefix(prefix: str) -> tuple[Command, ...]:
    """The registry under a prefix: slash commands are global to a workspace, so two bots must not share a name."""
    return tuple(command.named(prefix + command.name) for command in COMMANDS)
