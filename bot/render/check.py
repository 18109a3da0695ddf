"""What `medic check` found, for a person and for a script. Secrets go into neither."""

from __future__ import annotations

from typing import Any

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from bot.check import CheckResult, Scheduled
from bot.slack.reach import Reach
from bot.stackfile.problem import Problem
from handlers.core.redaction import Redactor


def print_check(console: Console, result: CheckResult) -> None:
    """Mistakes, warnings, what is described, what comes when, and what Slack said."""
    console.print(Group(*_parts(result)), soft_wrap=True)


def _parts(result: CheckResult) -> list[RenderableType]:
    redact = Redactor(result.secrets)
    parts: list[RenderableType] = [Text(f"✗ {redact(str(problem))}", "red") for problem in result.mistakes]
    parts += [Text(f"! {redact(str(problem))}", "yellow") for problem in result.warnings]
    parts += [
        Text(f"✓ {name}: {services} services, {probes} probes", "green")
        for name, (services, probes) in result.environments.items()
    ]
    if result.slack and result.slack.team:
        parts.append(Text(f"✓ Slack: {_slack_words(result.slack)}", "green"))
    if result.scheduled:
        parts.append(_schedule(result.scheduled))
    counted = f"{_count(result.mistakes, 'mistake')}, {_count(result.warnings, 'warning')}"
    parts.append(Text(counted, "bold red" if result.mistakes else "bold green"))
    return parts


def _count(problems: tuple[Problem, ...], noun: str) -> str:
    return f"{len(problems)} {noun}" if len(problems) == 1 else f"{len(problems)} {noun}s"


def _slack_words(reach: Reach) -> str:
    where = f", a member of {reach.channel}" if reach.member else ""
    return f"{reach.bot} in {reach.team}{where}"


def _schedule(scheduled: tuple[Scheduled, ...]) -> Table:
    table = Table(title="What would be scheduled", title_justify="left", header_style="bold")
    for name in ("Environment", "Check", "Schedule", "Next ticks", "Time zone"):
        table.add_column(name, no_wrap=name == "Next ticks")
    for entry in scheduled:
        ticks = "\n".join(f"{tick:%a %Y-%m-%d %H:%M:%S}" for tick in entry.ticks)
        table.add_row(*map(Text, (entry.environment, entry.check, entry.schedule, ticks, entry.timezone)))
    return table


def check_json(result: CheckResult) -> dict[str, Any]:
    """The result as one JSON document, without secrets."""
    document = {
        "ok": not result.mistakes,
        "mistakes": [_problem_json(problem) for problem in result.mistakes],
        "warnings": [_problem_json(problem) for problem in result.warnings],
        "environments": {
            name: {"services": services, "probes": probes} for name, (services, probes) in result.environments.items()
        },
        "scheduled": [
            {
                "environment": entry.environment,
                "check": entry.check,
                "schedule": entry.schedule,
                "timezone": entry.timezone,
                "next": [tick.isoformat() for tick in entry.ticks],
            }
            for entry in result.scheduled
        ],
        "slack": result.slack
        and {
            "team": result.slack.team,
            "bot": result.slack.bot,
            "channel": result.slack.channel,
            "member": result.slack.member,
        },
    }
    return dict(Redactor(result.secrets).within(document))


def _problem_json(problem: Problem) -> dict[str, Any]:
    mark = problem.mark
    return {
        "text": str(problem),
        "file": problem.file,
        "line": mark.line if mark else None,
        "column": mark.column if mark else None,
        "what": problem.what,
        "expected": problem.expected,
        "nearest": problem.nearest,
    }
