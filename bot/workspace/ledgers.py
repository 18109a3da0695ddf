"""What is handed out to be used a limited number of times: trigger ids, response URLs, socket tickets."""

from __future__ import annotations

from dataclasses import dataclass

from bot.workspace.clock import Clock
from bot.workspace.errors import SlackError
from bot.workspace.ids import Ids
from bot.workspace.limits import Limits


@dataclass(slots=True)
class Trigger:
    """A user's gesture that may open one modal. `in_view`: it came from inside a modal, so views.push may use it."""

    app_id: str
    user: str
    issued: float
    in_view: bool = False
    used: bool = False


class Triggers:
    """Trigger ids: once, and within three seconds."""

    def __init__(self, clock: Clock, limits: Limits) -> None:
        self._clock, self._limits = clock, limits
        self._issued: dict[str, Trigger] = {}

    def issue(self, app_id: str, user: str, *, in_view: bool = False) -> str:
        """A fresh trigger id."""
        key = f"{len(self._issued) + 1}.{int(self._clock.now())}.{Ids.secret(16)}"
        self._issued[key] = Trigger(app_id, user, self._clock.now(), in_view)
        return key

    def redeem(self, app_id: str, key: str) -> Trigger:
        """Use it up; raises SlackError with the real one's three names for a bad one."""
        trigger = self._issued.get(key)
        if trigger is None or trigger.app_id != app_id:
            raise SlackError("invalid_trigger_id")
        if trigger.used:
            raise SlackError("exchanged_trigger_id")
        if self._clock.now() - trigger.issued > self._limits.trigger_seconds:
            raise SlackError("expired_trigger_id")
        trigger.used = True
        return trigger


@dataclass(slots=True)
class Hook:
    """What a response_url leads back to. `source_ts` is the message whose button was pressed, if there was one."""

    app_id: str
    channel: str
    user: str
    issued: float
    thread_ts: str = ""
    source_ts: str = ""
    uses: int = 0


class Hooks:
    """Response URLs: five uses within half an hour."""

    def __init__(self, clock: Clock, limits: Limits) -> None:
        self._clock, self._limits = clock, limits
        self._issued: dict[str, Hook] = {}

    def issue(self, hook: Hook) -> str:
        """The secret last part of a new response URL."""
        key = Ids.secret(12)
        self._issued[key] = hook
        return key

    def new(self, app_id: str, channel: str, user: str) -> Hook:
        """A hook that begins to live now."""
        return Hook(app_id, channel, user, self._clock.now())

    def redeem(self, key: str) -> Hook:
        """Use it once; raises SlackError `expired_url` or `used_url`, or `no_such_url` for one never issued."""
        hook = self._issued.get(key)
        if hook is None:
            raise SlackError("no_such_url")
        if self._clock.now() - hook.issued > self._limits.response_url_seconds:
            raise SlackError("expired_url")
        if hook.uses >= self._limits.response_url_uses:
            raise SlackError("used_url")
        hook.uses += 1
        return hook


class Tickets:
    """Socket addresses: each good for one connection, soon."""

    def __init__(self, clock: Clock, limits: Limits) -> None:
        self._clock, self._limits = clock, limits
        self._issued: dict[str, tuple[str, float]] = {}

    def issue(self, app_id: str) -> str:
        """A ticket for one socket of an app."""
        ticket = Ids.secret(16)
        self._issued[ticket] = (app_id, self._clock.now())
        return ticket

    def redeem(self, ticket: str) -> str | None:
        """The app it was issued to, once; None for a used, old or invented ticket."""
        app_id, issued = self._issued.pop(ticket, ("", 0.0))
        return app_id if app_id and self._clock.now() - issued <= self._limits.ticket_seconds else None
