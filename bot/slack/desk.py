"""The desk: what people order of the watch is done, on disk, and then answered."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any
from uuid import uuid4

from bot.dispatch import nearest
from bot.incidents import mentions
from bot.incidents.events import Acknowledge, Assign, Close, Deed, Note, Once, Open, Quieten, Unquieten
from bot.incidents.model import Incident, Silence
from bot.incidents.rules import JOURNEY, TESTS
from bot.orders import watch as orders
from bot.orders.command import Order
from bot.slack import incident_answers as answers
from bot.slack.blocks import Message, code
from bot.slack.status_blocks import EnvironmentStatus, status_message
from bot.store.incidents import Filed, IncidentStore
from bot.watch.schedule import Schedule
from bot.watch.watch import Watch
from handlers.core.errors import Usage
from handlers.core.ports import Clock
from handlers.stack.environment import Stack

_OPEN, _OVER = 100, 5  # incidents that are looked up for a list


@dataclass(frozen=True, slots=True)
class Asker:
    """Who orders something; `key` names this one delivery's trigger, the same when Slack delivers it again."""

    user: str
    name: str
    key: str

    @property
    def by(self) -> str:
        """The person as the watch keeps people."""
        return mentions.person(self.user, self.name)

    @classmethod
    def of(cls, body: Mapping[str, Any]) -> Asker:
        """Who typed a command, pressed a button or submitted a modal."""
        person = body.get("user") or {"id": body.get("user_id", ""), "name": body.get("user_name", "")}
        name = person.get("name") or person.get("username") or ""
        return cls(person["id"], name, str(body.get("trigger_id") or uuid4().hex))


@dataclass(frozen=True, slots=True)
class Desk:
    """Every order raises Usage for what a person got wrong; what was done is on disk when the answer is there."""

    stack: Callable[[], Stack]
    watch: Watch
    incidents: IncidentStore
    clock: Clock
    schedule: Schedule

    async def answer(self, order: Order, asker: Asker) -> Message:
        """Carry out an order; the answer to it."""
        return await _TAKERS[type(order)](self, order, asker)

    async def open_incident(self, order: orders.OpenIncident, asker: Asker) -> Message:
        """Open an incident by hand."""
        await self._happen(order.environment, Open(order.title, asker.by), asker)
        state = await self.watch.state(order.environment)
        opened = [one for one in state.incidents.values() if one.by_hand and one.title == order.title]
        where = (
            "its thread is in the channel"
            if opened[-1].opener
            else "it is silenced, so the channel does not hear of it"
        )
        return answers.said(f"Opened {code(opened[-1].id)} in {code(order.environment)}; {where}.")

    async def acknowledge(self, order: orders.AcknowledgeIncident, asker: Asker) -> Message:
        """Take care of an incident, or say that one still does."""
        before = await self.present(order.incident)
        await self.do(before, Acknowledge(order.incident, asker.by), asker)
        holder = before.incident.holder
        if holder is not None and mentions.user_of(holder.by) == asker.user:
            return answers.said(f"Noted: you are still on {code(order.incident)}.")
        return answers.said(f"{code(order.incident)} is yours.")

    async def assign(self, order: orders.AssignIncident, asker: Asker) -> Message:
        """Name who is to take care of an incident."""
        await self.do(await self.present(order.incident), Assign(order.incident, order.to, asker.by), asker)
        return answers.said(f"{code(order.incident)} is assigned to {mentions.in_slack(order.to)}.")

    async def note(self, order: orders.NoteIncident, asker: Asker) -> Message:
        """Write into the timeline."""
        await self.do(await self.present(order.incident), Note(order.incident, order.text, asker.by), asker)
        return answers.said(f"Kept in the timeline of {code(order.incident)}.")

    async def close(self, order: orders.CloseIncident, asker: Asker) -> Message:
        """End an incident."""
        await self.do(await self.present(order.incident), Close(order.incident, asker.by), asker)
        return answers.said(f"Closed {code(order.incident)}.")

    async def list_incidents(self, order: orders.ListIncidents, _: Asker) -> Message:
        """The open incidents, and the last that ended."""
        if order.environment is not None:
            self.environment(order.environment)
        going_on = await self.incidents.page(order.environment, only_open=True, limit=_OPEN)
        newest = await self.incidents.page(order.environment, limit=_OPEN)
        over = [filed for filed in newest if not filed.incident.is_open]
        return answers.incident_list(going_on, over[:_OVER])

    async def show_incident(self, order: orders.ShowIncident, _: Asker) -> Message:
        """One incident with its timeline."""
        return answers.incident_shown(await self.present(order.incident))

    async def silence_causes(self, order: orders.SilenceCauses, asker: Asker) -> Message:
        """Silence causes for a time."""
        self.check_patterns(order.environment, order.patterns)
        until = self.clock.now().timestamp() + order.seconds
        await self._happen(order.environment, Quieten(until, order.patterns, asker.by, order.why), asker)
        state = await self.watch.state(order.environment)
        made = [one for one in state.silences if one.by == asker.by and one.services == order.patterns]
        return answers.said(answers.silence_line(order.environment, made[-1]))

    async def list_silences(self, _order: orders.ListSilences, _: Asker) -> Message:
        """What is silent now."""
        return answers.silence_list(await self._silences())

    async def end_silence(self, order: orders.EndSilence, asker: Asker) -> Message:
        """Take a silence back."""
        found = {silence.id: environment for environment, silence in await self._silences()}
        environment = found.get(order.silence)
        if environment is None:
            known = nearest(order.silence, tuple(found)) if found else "nothing is silenced"
            raise Usage(f"there is no silence `{order.silence[:60]}`; {known}")
        await self._happen(environment, Unquieten(order.silence, asker.by), asker)
        return answers.said(f"Ended {code(order.silence)}.")

    async def show_status(self, order: orders.ShowStatus, _: Asker) -> Message:
        """How one environment is, or each."""
        if order.environment is not None:
            self.environment(order.environment)
        names = [order.environment] if order.environment else list(self.stack().environments)
        statuses = [await self.status_of(name) for name in names]
        return status_message(statuses, self.clock.now().timestamp(), order.environment or "")

    async def status_of(self, environment: str) -> EnvironmentStatus:
        """How an environment is."""
        rules, state = self.watch.rules(environment), await self.watch.state(environment)
        return EnvironmentStatus(rules, state, await self.schedule.next_ticks(environment))

    async def present(self, incident: str) -> Filed:
        """The incident of this id; Usage with the nearest open one where there is none."""
        filed = await self.incidents.get(incident)
        if filed is None:
            known = [one.incident.id for one in await self.incidents.page(only_open=True, limit=_OPEN)]
            near = nearest(incident, tuple(known)) if known else "nothing is open"
            raise Usage(f"there is no incident `{incident[:60]}`; {near}")
        return filed

    async def do(self, filed: Filed, deed: Deed, asker: Asker) -> Incident:
        """One deed to one incident; the incident after it."""
        made = await self.watch.happen(filed.environment, Once(asker.key, deed))
        return made.state.incidents.get(filed.incident.id, filed.incident)

    def environment(self, name: str) -> None:
        """Usage, with the nearest valid name, unless the environment exists."""
        known = tuple(self.stack().environments)
        if name not in known:
            raise Usage(f"there is no environment `{name[:60]}`; {nearest(name, known)}")

    def check_patterns(self, environment: str, patterns: tuple[str, ...]) -> None:
        """Usage for a pattern that no service fits: it would silence nothing, and nobody would know."""
        self.environment(environment)
        known = (*self.stack().environments[environment].services, JOURNEY, TESTS)
        for pattern in patterns:
            if not any(fnmatchcase(name, pattern) for name in known):
                raise Usage(f"no service fits `{pattern[:60]}`; {nearest(pattern, known)}")

    async def _happen(self, environment: str, deed: Deed, asker: Asker) -> None:
        self.environment(environment)
        await self.watch.happen(environment, Once(asker.key, deed))

    async def _silences(self) -> list[tuple[str, Silence]]:
        now = self.clock.now().timestamp()
        return [
            (environment, silence)
            for environment in self.stack().environments
            for silence in (await self.watch.state(environment)).silences
            if silence.until > now
        ]


_TAKERS: Mapping[type, Callable[[Desk, Any, Asker], Awaitable[Message]]] = {
    orders.OpenIncident: Desk.open_incident,
    orders.ListIncidents: Desk.list_incidents,
    orders.ShowIncident: Desk.show_incident,
    orders.AcknowledgeIncident: Desk.acknowledge,
    orders.AssignIncident: Desk.assign,
    orders.NoteIncident: Desk.note,
    orders.CloseIncident: Desk.close,
    orders.ShowStatus: Desk.show_status,
    orders.SilenceCauses: Desk.silence_causes,
    orders.ListSilences: Desk.list_silences,
    orders.EndSilence: Desk.end_silence,
}
