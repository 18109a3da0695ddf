"""The App Home: what the bot looks after, and how to ask it."""

from __future__ import annotations

from typing import Any

from bot.commands import Command
from bot.slack.blocks import Block, actions, button, clip, code, context, divider, escape, header, section
from bot.store.reports import PastRun
from handlers.stack.environment import Stack


def home(stack: Stack, commands: tuple[Command, ...], recent: tuple[PastRun, ...]) -> dict[str, Any]:
    """The view that `views.publish` takes."""
    blocks: list[Block] = [header("Environments")]
    for name, environment in list(stack.environments.items())[:20]:
        services = len(environment.services)
        blocks.append(
            section(f"*{escape(name)}* · {services} services\n{escape(clip(environment.impact, 300))}".rstrip())
        )
        request = {"capability": "diagnose", "environment": name, "service": None}
        blocks.append(actions(button("Diagnose", "home_run", request)))
    blocks += [divider(), header("Commands")]
    blocks += [section(f"{code(command.usage)}\n{escape(command.summary)}") for command in commands]
    if recent:
        blocks += [divider(), header("Recent runs")]
        blocks += [context(_line(past)) for past in recent[:10]]
    return {"type": "home", "blocks": blocks[:100]}


def _line(past: PastRun) -> str:
    when = (
        f"<!date^{int(past.finished_at.timestamp())}^{{date_short_pretty}} {{time}}|{past.finished_at:%Y-%m-%d %H:%M}>"
    )
    what = escape(f"{past.capability} {past.environment} · {clip(past.headline, 120)}")
    return f"{when} · {what} · {code(past.run)}"
