"""The `medic` command: the same handlers as in Slack, for when Slack itself is down."""

from __future__ import annotations

from bot.cli.app import main

__all__ = ["main"]
