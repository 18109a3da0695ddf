"""What a bot is made of, before anything is opened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.stack import LoadedStack
from handlers.core.redaction import Redactor

SLACK_API = "https://slack.com/api/"


@dataclass(frozen=True, slots=True)
class SlackAccess:
    """How Slack is reached. `app_token` is for Socket Mode, `signing_secret` for signed HTTP."""

    bot_token: str = field(repr=False)
    app_token: str = field(default="", repr=False)
    signing_secret: str = field(default="", repr=False)
    api_url: str = SLACK_API

    @property
    def secrets(self) -> tuple[str, ...]:
        """What no output may hold."""
        return self.bot_token, self.app_token, self.signing_secret


@dataclass(frozen=True, slots=True)
class BotOptions:
    """What a bot is made of. `port` serves health (and Slack's requests when `by_http`); None serves nothing.
    `state`: where repairs keep their runs; `forge_token`: for pull requests.
    `secrets`: values, beside the stack's and Slack's own, that no output may hold.

    `grace`: seconds that running runs get to end when the bot is stopped; what is left goes on at the next start.
    `scheduled`: whether the checks of the stack file's schedules are made.
    `environ`: the variables to read the stack file with when it changes; None: it is not read again.
    `redact`: shared with the log; it learns every secret that the bot knows.
    """

    stack: LoadedStack
    slack: SlackAccess
    database_url: str = field(repr=False)
    state: Path
    secrets: tuple[str, ...] = field(default=(), repr=False)
    forge_token: str = field(default="", repr=False)
    executor: str = "medic"
    version: str = "1"
    prefix: str = ""
    by_http: bool = False
    host: str = "127.0.0.1"
    port: int | None = None
    grace: float = 20.0
    scheduled: bool = True
    environ: Mapping[str, str] | None = field(default=None, repr=False)
    redact: Redactor = field(default_factory=Redactor)
