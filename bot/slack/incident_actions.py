"""The buttons under an alert and the form of a silence: each does its one thing, or says privately why it did not."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

from slack_bolt.async_app import AsyncApp

from bot.commands import REMEMBER
from bot.dispatch import Dispatcher
from bot.incidents import mentions
from bot.incidents.events import Acknowledge, Note
from bot.incidents.model import Incident
from bot.intake import Intake
from bot.orders.command import at_most
from bot.orders.watch import NOTE
from bot.runs import Run
from bot.slack.approvals import Approvals
from bot.slack.blocks import Message, actions, button, confirmed, escape, section
from bot.slack.calls import SlackCalls
from bot.slack.desk import Asker, Desk
from bot.slack.incident_answers import UNSURE, said
from bot.slack.incident_blocks import ACKNOWLEDGE, DIAGNOSE, RESTORE, SILENCE
from bot.slack.modals import SILENCE_FORM, Place, Wrong, silence_form, silence_of, wrong_patterns
from bot.slack.poster import Poster
from bot.slack.shortcuts import texts_of
from bot.slack.thread_runs import thread_of, thread_run, value_of
from bot.slack.whisper import Whisper
from bot.store.posts import Intent, PostStore
from bot.store.reports import ReportStore
from handlers.core.errors import Failure, Usage
from handlers.services.handler import RESTART, can_restart

log = logging.getLogger(__name__)

Ack = Callable[..., Awaitable[Any]]
Body = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Hands:
    """What the listeners work with."""

    desk: Desk
    dispatcher: Callable[[], Dispatcher]
    intake: Intake
    reports: ReportStore
    approvals: Approvals
    calls: SlackCalls
    poster: Poster
    posts: PostStore


@dataclass(frozen=True, slots=True)
class IncidentActions:
    """`register` hangs them into a Bolt app. What must not wait for Slack goes on behind the acknowledgement."""

    hands: Hands
    _going: set[asyncio.Task[None]] = field(default_factory=set)

    async def settle(self) -> None:
        """Until what goes on behind the acknowledgements has ended."""
        while self._going:
            await asyncio.gather(*self._going, return_exceptions=True)

    def register(self, app: AsyncApp) -> Callable[[], Awaitable[None]]:
        """One listener for each button, form and shortcut; what to wait for once no more clicks come."""
        app.action(ACKNOWLEDGE)(self.acknowledge)
        app.action(DIAGNOSE)(self.diagnose)
        app.action(RESTORE)(self.restore)
        app.action(SILENCE)(self.open_silence)
        app.view(SILENCE_FORM)(self.silence)
        app.shortcut(REMEMBER)(self.remember)
        return self.settle

    async def acknowledge(self, ack: Ack, body: Body) -> None:
        """Take care of it; the same person again says that she still does. The root message shows it at once."""
        asker, value = Asker.of(body), value_of(body)
        answer: Message | None = None
        try:
            before = await self.hands.desk.present(value["incident"])
            await self.hands.desk.do(before, Acknowledge(value["incident"], asker.by), asker)
            if before.incident.holder and mentions.user_of(before.incident.holder.by) == asker.user:
                answer = said("Noted: you are still on it.")
        except Usage as problem:
            answer = _refused(problem)
        except Exception:
            log.exception("an acknowledgement of %s could not be written down", value["incident"])
            answer = said(UNSURE)
        await ack()
        if answer:
            self._soon(self._whisper(body, answer))

    async def diagnose(self, ack: Ack, body: Body) -> None:
        """A diagnosis of the whole environment, in the incident's thread."""
        asked = {"capability": "diagnose", "environment": value_of(body)["environment"]}
        run = await thread_run(body, asked, self.hands.reports)
        await self._begin(run)
        await ack()

    async def restore(self, ack: Ack, body: Body) -> None:
        """The cause's repair, if this person may make it; in a protected environment it is proposed to another."""
        await ack()
        self._soon(self._restore(body))

    async def _restore(self, body: Body) -> None:
        value = value_of(body)
        try:
            incident = (await self.hands.desk.present(value["incident"])).incident
            environment = self.hands.dispatcher().environment(value["environment"])
            _check_restorable(incident, can_restart(environment, value["service"] or ""))
            asked = {"capability": RESTART, "environment": value["environment"], "service": value["service"]}
            asked["options"] = {"service": value["service"]}
            run = await thread_run(body, asked, self.hands.reports)
            await self.hands.approvals.check_person(run.origin.user)
            if environment.protected:
                await self._propose(run, incident, {**asked, "asked_by": run.origin.user})
            else:
                await self._begin(run)
        except Failure as problem:
            await self._whisper(body, _refused(problem))
        except Exception:
            log.exception("a repair could not be begun")
            await self._whisper(body, said(UNSURE))

    async def _propose(self, run: Run, incident: Incident, change: dict[str, Any]) -> None:
        label = f"Restart {change['service']}"
        text = f"<@{run.origin.user}> wants to restart *{escape(change['service'])}*. Somebody else must approve it."
        approve = button(f"Approve: {label}", f"change_{RESTART}", change, style="primary")
        question = f"{label} in {change['environment']}?"
        message = Message(text, (section(text), actions(confirmed(approve, question, "Restart"))))
        intent = Intent(f"{run.id}:proposal", incident.id, run.origin.channel, run.origin.thread)
        await self.hands.poster.post(intent, message)

    async def open_silence(self, ack: Ack, body: Body) -> None:
        """The form of a silence. Its trigger lives for three seconds, so nothing comes before it."""
        value = value_of(body)
        place = Place(value["environment"], value["incident"], body["channel"]["id"], thread_of(body))
        form = silence_form(place, value["service"] or "")
        try:
            await self.hands.calls("views.open", trigger_id=body["trigger_id"], view=form)
        except Failure as problem:
            log.warning("the form of a silence could not be opened: %s", problem)
            text = f":warning: Slack did not open the form. Try again, or type `silence {value['environment']} 1h`."
            self._soon(self._whisper(body, said(text)))
        await ack()

    async def silence(self, ack: Ack, body: Body) -> None:
        """A form of a silence was sent: errors go back into it."""
        view = body["view"]
        person = Asker.of(body)
        asker, place = Asker(person.user, person.name, view["id"]), Place.of(view)
        try:
            answer = await self._silence(view, asker)
        except Wrong as wrong:
            await ack(response_action="errors", errors=dict(wrong.errors))
            return
        await ack()
        self._soon(self._tell(asker.user, (place.channel, place.thread), answer))

    async def _silence(self, view: Body, asker: Asker) -> Message:
        order = silence_of(view)
        try:
            return await self.hands.desk.answer(order, asker)
        except Usage as problem:
            raise wrong_patterns(problem) from None
        except Exception as problem:
            log.exception("a silence could not be written down")
            raise wrong_patterns(
                Usage("The bot could not write this down; nothing is silenced. Try again.")
            ) from problem

    async def remember(self, ack: Ack, body: Body) -> None:
        """Keep somebody's message in the timeline of the incident whose thread it is in."""
        asker = Asker.of(body)
        try:
            answer = await self._remember(body, asker)
        except Usage as problem:
            answer = _refused(problem)
        except Exception:
            log.exception("a message could not be written into a timeline")
            answer = said(UNSURE)
        await ack()
        self._soon(self._whisper(body, answer))

    async def _remember(self, body: Body, asker: Asker) -> Message:
        run = await self.hands.posts.run_at(body["channel"]["id"], thread_of(body))
        filed = await self.hands.desk.incidents.get(run.removesuffix(":root"))
        if filed is None:
            raise Usage("this message is in no incident's thread; `incident note ID TEXT` writes into any timeline")
        author = mentions.person(body["message"]["user"]) if body["message"].get("user") else "an app"
        text = at_most(" ".join(texts_of(body["message"])), NOTE, "the message")
        note = f"{author} wrote: {mentions.harmless(text)}"
        await self.hands.desk.do(filed, Note(filed.incident.id, note, asker.by), asker)
        return said(f"Kept in the timeline of `{filed.incident.id}`.")

    async def _begin(self, run: Run) -> None:
        if await self.hands.intake.accept(run):
            self.hands.intake.start(run)

    async def _whisper(self, body: Body, message: Message) -> None:
        """Privately, in the thread where the click was in one, in the channel where it was on the root message."""
        thread = str(body["message"].get("thread_ts") or "")
        await self._tell(body["user"]["id"], (body["channel"]["id"], thread), message)

    async def _tell(self, user: str, place: tuple[str, str], message: Message) -> None:
        await Whisper(self.hands.calls)(user, place, message)

    def _soon(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._going.add(task)
        task.add_done_callback(self._going.discard)


def _check_restorable(incident: Incident, possible: bool) -> None:
    if not incident.is_open:
        raise Usage(f"incident {incident.id} has already ended; nothing was changed")
    if not possible:
        raise Usage("no repair of this can be carried out from here; Diagnose says what to do; nothing was changed")


def _refused(problem: Exception) -> Message:
    return said(f":warning: {escape(str(problem))}")
