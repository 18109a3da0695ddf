"""The control interface in process: do what a person does, see what a person sees, order bad luck."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from bot.workspace import posting
from bot.workspace.api.faults import Faults
from bot.workspace.api.uploads import uploaded
from bot.workspace.control.admin import Admin
from bot.workspace.control.transcript import Query, entry, transcript
from bot.workspace.delivery.courier import Courier
from bot.workspace.errors import Misuse
from bot.workspace.interaction import actions, modals, shortcuts, slash
from bot.workspace.interaction.seen import Seen, notice
from bot.workspace.json_types import Json
from bot.workspace.markup import as_typed
from bot.workspace.model.apps import AppRegistration
from bot.workspace.model.channels import Channel
from bot.workspace.model.messages import Content, Message
from bot.workspace.model.people import User
from bot.workspace.model.views import View
from bot.workspace.state import Workspace

T = TypeVar("T")
_NO_THREADS = "`{command}` is not supported in threads. Sorry!"


class Control:
    """Users are named by id, name, @name or `U_NAME`, channels by id, name or #name. Misuse says what cannot be.

    `admin` changes the workspace, `faults` makes Web API calls fail, `courier` has the sockets and repeats deliveries.
    """

    def __init__(self, workspace: Workspace, courier: Courier, faults: Faults) -> None:
        self.workspace = workspace
        self.courier, self.faults = courier, faults
        self.admin = Admin(workspace)

    async def slash(self, user: str, channel: str, line: str) -> Seen:
        """Type a slash command; returns once it was acknowledged, or was not in time."""
        who, where = self._typist(user, channel)
        start = self.workspace.ids.stamp()
        error = await slash.type_command(self.courier, self.workspace, who, where, line)
        return self._seen(who, where, start, error)

    async def say(self, user: str, channel: str, text: str, thread_ts: str = "") -> Json:
        """Send a message; the transcript entry of it. What begins with a slash is a command, even in a thread."""
        who, where = self._typist(user, channel)
        if text.startswith("/"):
            if thread_ts:
                notice(self.workspace, where, who.id, _NO_THREADS.format(command=text.split(" ")[0]))
            else:
                await self.slash(user, channel, text)
            return {}
        content = Content(as_typed(self.workspace, text))
        draft = posting.Draft(where.id, who.id, content, thread_ts=thread_ts)
        return entry(self.workspace, posting.post(self.workspace, draft))

    def share(self, user: str, channel: str, name: str, content: bytes, text: str = "") -> Json:
        """Send a message with a file attached, as a person does; the transcript entry of it."""
        who, where = self._typist(user, channel)
        file = uploaded(self.workspace, who.id, name, content)
        words = Content(as_typed(self.workspace, text))
        message = posting.post(self.workspace, posting.Draft(where.id, who.id, words, files=[file.id]))
        file.shares.append((where.id, message.ts, ""))
        return entry(self.workspace, message)

    async def click(self, user: str, channel: str, what: str, *, ts: str = "", value: Any = None) -> Seen:
        """Press the button, or use the menu, with this action_id or these words, in message `ts` (the newest with one).

        `value` is what is chosen from a menu; for buttons sharing an action_id it picks the one with this value.
        A confirmation dialog is confirmed.
        """
        who, where = self.workspace.user(user), self.workspace.channel(channel)
        wanted = value if isinstance(value, str) else ""
        message, target = self._pressable(who, where, what, ts, wanted)
        start = self.workspace.ids.stamp()
        act = actions.Act(target, value)
        error = await actions.act_on_message(self.courier, self.workspace, who, message, act)
        return self._seen(who, where, start, error)

    async def click_in_view(self, user: str, what: str, *, value: Any = None, app: str = "") -> Seen:
        """The same in the modal in front of the user, or with `app` in that app's home tab."""
        who = self.workspace.user(user)
        view = self._home(app, who) if app else self._modal(who)
        target = actions.find(view.blocks, what)
        error = await actions.act_on_view(self.courier, self.workspace, who, view, actions.Act(target, value))
        return Seen(error, view=self.modal(user))

    async def submit(self, user: str, values: Mapping[str, Any] | None = None) -> Seen:
        """Fill in the modal in front of the user (by action_id or block_id) and submit it."""
        who = self.workspace.user(user)
        view = self._modal(who)
        modals.fill(view, values or {})
        error = await modals.submit(self.courier, self.workspace, who, view)
        return Seen(error, view=self.modal(user))

    async def close(self, user: str) -> Seen:
        """Close the modal in front of the user."""
        who = self.workspace.user(user)
        await modals.close(self.courier, self.workspace, who, self._modal(who))
        return Seen(view=self.modal(user))

    async def shortcut(self, user: str, callback_id: str) -> Seen:
        """Run a global shortcut."""
        who = self.workspace.user(user)
        error = await shortcuts.run_global(self.courier, self.workspace, who, callback_id)
        return Seen(error, view=self.modal(user))

    async def message_shortcut(self, user: str, channel: str, ts: str, callback_id: str) -> Seen:
        """Run a message shortcut on a message."""
        who, where = self.workspace.user(user), self.workspace.channel(channel)
        message = self._message(where, ts)
        error = await shortcuts.run_on_message(self.courier, self.workspace, who, message, callback_id)
        return Seen(error, view=self.modal(user))

    def open_home(self, user: str, app: str = "") -> None:
        """Look at an app's home tab (of the only app, without a name)."""
        shortcuts.open_home(self.courier, self.workspace, self.workspace.user(user), self.app(app))

    def home(self, user: str, app: str = "") -> Json | None:
        """The home tab an app has published for a user."""
        view = self.workspace.views.home(self.app(app).id, self.workspace.user(user).id)
        return view.as_json() if view else None

    def modal(self, user: str) -> Json | None:
        """The modal in front of a user, with `errors` (block id -> words) and `trouble` as they are shown."""
        view = self.workspace.views.top(self.workspace.user(user).id)
        return view.as_json() | {"errors": view.errors, "trouble": view.trouble} if view else None

    def transcript(self, channel: str, user: str = "", *, with_deleted: bool = False) -> list[Json]:
        """Everything in a channel, in order, or what `user` sees of it; see `control.transcript.entry`."""
        viewer = self.workspace.user(user).id if user else ""
        return transcript(self.workspace, self.workspace.channel(channel), viewer, with_deleted=with_deleted)

    async def wait_for(self, condition: Callable[[], T | None], seconds: float = 10.0) -> T:
        """Wait until `condition()` is true, looking after every change; its value. TimeoutError after real seconds."""
        async with asyncio.timeout(seconds):
            while True:
                revision = self.workspace.journal.revision
                found = condition()
                if found:
                    return found
                await self.workspace.journal.after(revision)

    async def wait_for_message(self, channel: str, query: Query, seconds: float = 10.0) -> Json:
        """Wait for a message that matches; its transcript entry."""

        def found() -> Json | None:
            return next((message for message in self.transcript(channel) if query.matches(message)), None)

        return await self.wait_for(found, seconds)

    def app(self, name: str = "") -> AppRegistration:
        """An app by id or name, the only one without a name."""
        apps = [app for app in self.workspace.apps.values() if name in ("", app.id, app.name)]
        if len(apps) != 1:
            raise Misuse(f"there is no app {name!r}" if not apps else "there are several apps; name one")
        return apps[0]

    def _typist(self, user: str, channel: str) -> tuple[User, Channel]:
        who, where = self.workspace.user(user), self.workspace.channel(channel)
        if where.archived:
            raise Misuse(f"#{where.name} is archived; nobody can type there")
        if who.id not in where.members:
            raise Misuse(f"{who.name} is not in #{where.name}")
        return who, where

    def _seen(self, user: User, channel: Channel, start: str, error: str) -> Seen:
        said = transcript(self.workspace, channel, user.id)
        new = [message for message in said if float(message["ts"]) > float(start)]
        return Seen(error, new, self.modal(user.id))

    def _message(self, channel: Channel, ts: str) -> Message:
        message = self.workspace.messages.find_any(channel.id, ts)
        if message is None:
            raise Misuse(f"there is no message {ts} in #{channel.name}")
        return message

    def _pressable(
        self, user: User, channel: Channel, what: str, ts: str, value: str
    ) -> tuple[Message, actions.Target]:
        visible = [message for message in self.workspace.messages.all(channel.id) if message.seen_by(user.id)]
        candidates = [self._message(channel, ts)] if ts else list(reversed(visible))
        for wanted in dict.fromkeys((value, "")):
            for message in candidates:
                try:
                    return message, actions.find(message.content.blocks, what, wanted)
                except Misuse:
                    continue
        raise Misuse(f"{user.name} sees nothing called {what!r} in #{channel.name}")

    def _modal(self, user: User) -> View:
        view = self.workspace.views.top(user.id)
        if view is None:
            raise Misuse(f"{user.name} has no modal open")
        return view

    def _home(self, app: str, user: User) -> View:
        view = self.workspace.views.home(self.app(app).id, user.id)
        if view is None:
            raise Misuse(f"{app} has published no home for {user.name}")
        return view
