"""The listeners, the same for Socket Mode and signed HTTP: each acknowledges and starts a durable run, nothing else."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from slack_bolt.async_app import AsyncApp

from bot.commands import EXPLAIN
from bot.dispatch import Dispatcher
from bot.intake import Intake, run_id
from bot.orders.command import Command, Order
from bot.orders.run import Invocation
from bot.orders.watch import ShowStatus
from bot.runs import Origin, Run
from bot.slack.blocks import Message, code, escape, section
from bot.slack.desk import Asker, Desk
from bot.slack.home import home
from bot.slack.incident_answers import UNSURE, said
from bot.slack.shortcuts import explain_run
from bot.slack.stage import title
from bot.slack.status_blocks import PAUSE, RESUME
from bot.slack.thread_runs import thread_run, value_of
from bot.store.reports import ReportStore
from handlers.core.errors import Usage
from handlers.core.request import Request

log = logging.getLogger(__name__)

_PATIENCE = 2.5  # seconds; Slack gives a listener three
_IN_THREAD = re.compile(r"run_again|run_diagnosis|change_.+")

Ack = Callable[..., Awaitable[Any]]
Body = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Listeners:
    """What the listeners need; `register` hangs them into a Bolt app."""

    commands: tuple[Command, ...]
    dispatcher: Callable[[], Dispatcher]
    intake: Intake
    reports: ReportStore
    desk: Desk

    def register(self, app: AsyncApp) -> None:
        """One listener per command, one per kind of button, one for the App Home."""
        for command in self.commands:
            app.command(f"/{command.name}")(self._typed(command))
        app.action(_IN_THREAD)(self.run_in_thread)
        app.shortcut(EXPLAIN)(self.explain_message)
        app.action("home_run")(self.home_run)
        app.event("app_home_opened")(self.home_opened)
        app.action(re.compile(f"{PAUSE}|{RESUME}"))(self.check_clicked)

    def _typed(self, command: Command) -> Callable[..., Awaitable[None]]:
        async def listener(ack: Ack, body: Body) -> None:
            await self.typed(command, ack, body)

        return listener

    async def typed(self, command: Command, ack: Ack, body: Body) -> None:
        """A slash command: a run is begun; everything else, help and mistakes too, is answered at once."""
        text = body.get("text", "").strip()
        if text.lower() in ("help", "--help", "-h"):
            await ack(**_visible(self.help(command)))
            return
        try:
            order = command.parse(text)
            if isinstance(order, Invocation):
                self.dispatcher().check(order.request)
                await self._accept(ack, _run(order, body))
            else:
                await self._answer(ack, order, body)
        except Usage as problem:
            await ack(**_visible(_mistake(command.usage_for(text), str(problem))))

    async def _answer(self, ack: Ack, order: Order, body: Body) -> None:
        try:
            async with asyncio.timeout(_PATIENCE):
                message = await self.desk.answer(order, Asker.of(body))
        except Usage:
            raise
        except Exception:
            log.exception("%s could not be answered", body.get("command"))
            await ack(**_visible(said(UNSURE)))
            return
        await ack(**_visible(message, public=order.public))

    async def _accept(self, ack: Ack, run: Run) -> None:
        try:
            new = await self.intake.accept(run)
        except Exception:
            log.exception("run %s could not be accepted", run.id)
            text = (
                f":warning: Nothing was started: the command could not be written down. Try again. (run {code(run.id)})"
            )
            await ack(response_type="ephemeral", text=text)
            return
        await ack(response_type="ephemeral", text=f"On it: *{escape(title(run.request))}* (run {code(run.id)})")
        if new:
            self.intake.start(run)

    def help(self, command: Command) -> Message:
        """What the command does, how it is typed, and what it can be asked about."""
        environments = ", ".join(code(name) for name in self.dispatcher().stack.environments)
        lines = [*(f"*{code(line)}*" for line in command.usage.splitlines()), escape(command.summary)]
        lines.append(f"Environments: {environments}")
        others = [
            f"{code(f'/{other.name}')} {escape(other.summary)}" for other in self.commands if other is not command
        ]
        return Message(command.usage, (section("\n".join(lines + others)),))

    async def run_in_thread(self, ack: Ack, body: Body) -> None:
        """The buttons under a report, each a run in its thread: the same again, a diagnosis, or a proposed change.

        Whether somebody may make a change is decided when the run makes it.
        """
        run = await thread_run(body, value_of(body), self.reports)
        if await self.intake.accept(run):
            self.intake.start(run)
        await ack()

    async def explain_message(self, ack: Ack, body: Body) -> None:
        """The message shortcut: what a pasted log says of its cause, in the message's thread."""
        run = explain_run(body)
        if await self.intake.accept(run):
            self.intake.start(run)
        await ack()

    async def home_run(self, ack: Ack, body: Body) -> None:
        """The button in the App Home: the run's thread is in the incident channel."""
        origin = Origin(self.dispatcher().stack.slack.incident_channel, body["user"]["id"], "home")
        asked, run = value_of(body), run_id("home", body["trigger_id"])
        request = Request(asked["capability"], asked["environment"], asked.get("service"), {}, run, origin.user)
        accepted = Run(run, request, origin)
        if await self.intake.accept(accepted):
            self.intake.start(accepted)
        await ack()

    async def home_opened(self, event: Body, client: Any) -> None:
        """Publish the App Home as it is at this moment."""
        if event.get("tab") == "home":
            await client.views_publish(user_id=event["user"], view=await self.home())

    async def home(self) -> dict[str, Any]:
        """The App Home as it is at this moment."""
        statuses = [await self.desk.status_of(name) for name in self.dispatcher().stack.environments]
        return home(statuses, self.desk.clock.now().timestamp(), self.commands, await self.reports.recent())

    async def check_clicked(self, ack: Ack, body: Body, client: Any, respond: Any) -> None:
        """Pause a check or let it go on, from the status or from the App Home; what was clicked shows the new state."""
        action, asker, value = body["actions"][0]["action_id"], Asker.of(body), value_of(body)
        try:
            if action == PAUSE:
                await self.desk.schedule.pause(value["environment"], value["check"], asker.by)
            else:
                await self.desk.schedule.resume(value["environment"], value["check"])
            shown = await self.desk.answer(ShowStatus(value["asked"] or None), asker)
        except Usage as problem:
            shown = said(f":warning: {escape(str(problem))}")
        except Exception:
            log.exception("%s of %s could not be written down", action, value["check"])
            shown = said(UNSURE)
        await ack()
        if body.get("view"):
            await client.views_publish(user_id=asker.user, view=await self.home())
        else:
            await respond(replace_original=True, text=shown.text, blocks=list(shown.blocks))


def _run(invocation: Invocation, body: Body) -> Run:
    identity = run_id(body.get("team_id", ""), body["command"], body["trigger_id"])
    asked = invocation.request
    request = Request(asked.capability, asked.environment, asked.service, asked.options, identity, body["user_id"])
    origin = Origin(
        channel=body["channel_id"],
        user=body["user_id"],
        command=body["command"],
        private=invocation.private,
        response_url=body.get("response_url", ""),
        name=body.get("user_name", ""),
    )
    return Run(identity, request, origin)


def _mistake(usage: str, problem: str) -> Message:
    text = f":warning: {escape(problem)}\nUsage: {' or '.join(map(code, usage.splitlines()))}"
    return Message(f"{problem} (usage: {usage})", (section(text),))


def _visible(message: Message, *, public: bool = False) -> dict[str, Any]:
    return {
        "response_type": "in_channel" if public else "ephemeral",
        "text": message.text,
        "blocks": list(message.blocks),
    }
