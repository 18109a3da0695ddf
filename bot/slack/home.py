"""The App Home: what the bot looks after, and how to ask it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from bot.orders.command import Command
from bot.slack.blocks import Block, actions, button, clip, code, context, divider, escape, header, section
from bot.slack.status_blocks import EnvironmentStatus, environment_blocks
from bot.store.reports import PastRun

_ENVIRONMENTS = 10
_UPPER, _MOST = 80, 100  # blocks; Slack takes a hundred in a view


def home(
    statuses: Sequence[EnvironmentStatus], now: float, commands: Sequence[Command], recent: Sequence[PastRun]
) -> dict[str, Any]:
    """The view that `views.publish` takes. `now`: seconds since 1970."""
    blocks: list[Block] = [header("Environments")]
    for status in statuses[:_ENVIRONMENTS]:
        blocks += _environment(status, now)
    if len(statuses) > _ENVIRONMENTS:
        blocks.append(context(f"… and {len(statuses) - _ENVIRONMENTS} more environments; {code('status')} shows each"))
    blocks = blocks[:_UPPER]
    blocks += [divider(), header("Commands"), *(section(_command(command)) for command in commands)]
    if recent:
        blocks += [divider(), header("Recent runs")]
        blocks += [context(_line(past)) for past in recent[:10]]
    return {"type": "home", "blocks": blocks[:_MOST]}


def _environment(status: EnvironmentStatus, now: float) -> Iterator[Block]:
    name = status.rules.environment
    yield from environment_blocks(status, now)
    if status.rules.impact:
        yield context(f"at risk: {escape(clip(status.rules.impact, 300))}")
    request = {"capability": "diagnose", "environment": name, "service": None}
    yield actions(button("Diagnose", "home_run", request))


def _command(command: Command) -> str:
    return f"{code(command.brief)}\n{escape(command.summary)}"


def _line(past: PastRun) -> str:
    when = (
        f"<!date^{int(past.finished_at.timestamp())}^{{date_short_pretty}} {{time}}|{past.finished_at:%Y-%m-%d %H:%M}>"
    )
    what = escape(f"{past.capability} {past.environment} · {clip(past.headline, 120)}")
    return f"{when} · {what} · {code(past.run)}"
