"""Takes requests to an app by the way its manifest names, and events to every app that subscribed to them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Coroutine, Mapping
from typing import Any

from bot.workspace.delivery.ack import TIMED_OUT, UNREACHABLE, Ack
from bot.workspace.delivery.signed import SignedHttp
from bot.workspace.delivery.sockets import Envelope, Sockets
from bot.workspace.errors import Misuse
from bot.workspace.json_types import Json
from bot.workspace.model.apps import AppRegistration, SlashCommand
from bot.workspace.model.people import TEAM_ID
from bot.workspace.state import Happening, Workspace

_REASONS = {TIMED_OUT: "http_timeout", UNREACHABLE: "connection_failed"}


class Courier:
    """Delivers commands, interactions and events. `repeat_next` makes the next delivery arrive more than once."""

    def __init__(self, workspace: Workspace) -> None:
        self.sockets = Sockets(workspace)
        self._http = SignedHttp(workspace)
        self._workspace = workspace
        self._copies = 1
        self._tasks: set[asyncio.Task[None]] = set()
        workspace.listeners.append(self._spread)

    def repeat_next(self, copies: int = 2) -> None:
        """Deliver the next request `copies` times: one envelope id, one trigger id, one event id."""
        self._copies = copies

    async def command(self, app: AppRegistration, command: SlashCommand, fields: Mapping[str, str]) -> Ack:
        """Deliver a slash command."""
        if app.features.socket_mode:
            return await self._by_socket(app, "slash_commands", dict(fields), accepts=True)
        return await self._by_form(app, command.url, fields)

    async def interaction(self, app: AppRegistration, payload: Json) -> Ack:
        """Deliver a click, a submission or a shortcut; only submissions are listened to for an answer."""
        if not app.features.interactivity:
            return Ack("app_missing_action_url")
        if app.features.socket_mode:
            accepts = payload["type"] in ("view_submission", "block_suggestion")
            return await self._by_socket(app, "interactive", payload, accepts=accepts)
        return await self._by_form(app, app.features.interactivity_url, {"payload": json.dumps(payload)})

    async def verify_url(self, app: AppRegistration) -> bool:
        """Ask an app's events URL to repeat a challenge, as Slack does when the URL is entered."""
        challenge = self._workspace.ids.secret(16)
        body: Json = {"token": app.credentials.verification_token, "challenge": challenge, "type": "url_verification"}
        ack = await self._http.json(app, app.features.events_url, body, {})
        return not ack.error and challenge in (ack.payload.get("challenge"), ack.payload.get("text"))

    async def settled(self) -> None:
        """Wait until every event sent so far has been acknowledged or given up."""
        while self._tasks:
            await asyncio.wait(set(self._tasks))

    async def close(self) -> None:
        """Give up everything under way."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.sockets.close()
        await self._http.close()

    def tell(self, app: AppRegistration, happening: Happening) -> None:
        """Send an event to one app in the background, if it subscribed to it."""
        if happening.name in app.features.events:
            self._later(self._event(app, self._event_body(app, happening.event)))

    def _spread(self, happening: Happening) -> None:
        for app in self._workspace.apps.values():
            channel = self._workspace.channels.get(happening.channel)
            inside = channel is None or app.bot_user_id in channel.members
            if inside and happening.only_app in ("", app.id):
                self.tell(app, happening)

    async def _by_socket(self, app: AppRegistration, kind: str, payload: Json, *, accepts: bool) -> Ack:
        envelope = Envelope(kind, payload, accepts, self._taken_copies())
        ack = await self.sockets.deliver(app.id, envelope)
        return ack if accepts else Ack(ack.error)

    async def _by_form(self, app: AppRegistration, url: str, fields: Mapping[str, str]) -> Ack:
        if not url:
            raise Misuse(f"{app.name} has neither Socket Mode nor a request URL for this")
        acks = await asyncio.gather(*(self._http.form(app, url, fields) for _ in range(self._taken_copies())))
        return acks[0]

    def _taken_copies(self) -> int:
        copies, self._copies = self._copies, 1
        return copies

    def _later(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _event(self, app: AppRegistration, body: Json) -> None:
        """First delivery and up to three retries, with the same event id."""
        copies = self._taken_copies()
        ack = await self._attempt(app, body, copies)
        for number, pause in enumerate(self._workspace.limits.event_retry_seconds, start=1):
            if not ack.error or ack.payload.get("no_retry"):
                return
            await self._workspace.clock.sleep(pause)
            ack = await self._attempt(app, body, 1, number, _REASONS.get(ack.error, "http_error"))

    async def _attempt(self, app: AppRegistration, body: Json, copies: int, retry: int = 0, reason: str = "") -> Ack:
        if app.features.socket_mode:
            note: Json = {"retry_attempt": retry, "retry_reason": "timeout" if retry else ""}
            return await self.sockets.deliver(app.id, Envelope("events_api", body, copies=copies, retry=note))
        headers = {"X-Slack-Retry-Num": str(retry), "X-Slack-Retry-Reason": reason} if retry else {}
        post = self._http.json
        acks = await asyncio.gather(*(post(app, app.features.events_url, body, headers) for _ in range(copies)))
        return acks[0]

    def _event_body(self, app: AppRegistration, event: Json) -> Json:
        authorization: Json = {"enterprise_id": None, "team_id": TEAM_ID, "user_id": app.bot_user_id, "is_bot": True}
        return {
            "token": app.credentials.verification_token,
            "team_id": TEAM_ID,
            "context_team_id": TEAM_ID,
            "api_app_id": app.id,
            "event": event,
            "type": "event_callback",
            "event_id": self._workspace.ids.new("Ev"),
            "event_time": int(self._workspace.clock.now()),
            "authorizations": [authorization | {"is_enterprise_install": False}],
            "is_ext_shared_channel": False,
        }
