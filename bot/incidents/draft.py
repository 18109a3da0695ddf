"""The state while one step changes it: what is said and wished for on the way. Lives no longer than the step."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from bot.incidents.model import Confirm, Incident, Kind, Message, Moment, Silence, State, Vital, Why
from bot.incidents.rules import Rules, fits

_REMEMBERED = 500  # lines of a timeline


class Step(NamedTuple):
    """What a step came to: the next state, the messages it put into the outbox, and what is to be measured again."""

    state: State
    said: tuple[Message, ...]
    confirms: tuple[Confirm, ...]


@dataclass(slots=True)
class Draft:
    """See `model.State` for what is not explained here."""

    rules: Rules
    now: float
    vitals: dict[str, Vital]
    incidents: dict[str, Incident]
    silences: tuple[Silence, ...]
    outbox: list[Message]
    flying: tuple[str, ...]
    counted: int
    deeds: tuple[str, ...]
    said: list[Message] = field(default_factory=list)
    confirms: list[Confirm] = field(default_factory=list)

    @classmethod
    def of(cls, state: State, rules: Rules, now: float) -> Draft:
        """A draft that begins as `state`, which stays as it is."""
        return cls(
            rules,
            now,
            dict(state.vitals),
            dict(state.incidents),
            state.silences,
            list(state.outbox),
            state.flying,
            state.counted,
            state.deeds,
        )

    def done(self) -> Step:
        """The draft as it stands."""
        state = State(
            self.rules.environment,
            self.vitals,
            self.incidents,
            self.silences,
            tuple(self.outbox),
            self.flying,
            self.counted,
            self.deeds,
        )
        return Step(state, tuple(message for message in self.said if message in self.outbox), tuple(self.confirms))

    def open(self) -> list[Incident]:
        """The incidents that go on, oldest first."""
        return [incident for incident in self.incidents.values() if incident.is_open]

    def vital(self, service: str) -> Vital:
        """What is known of a service; of one that was never measured, nothing."""
        return self.vitals.get(service) or Vital()

    def number(self) -> str:
        """A name that was never used before, for an incident or a silence."""
        self.counted += 1
        return f"{self.rules.environment}-{self.counted}"

    def change(self, incident: Incident, **changes: Any) -> Incident:
        """The incident with some fields changed, which is the one that counts from now on."""
        changed = replace(incident, **changes)
        self.incidents[incident.id] = changed
        return changed

    def remark(self, incident: Incident, why: Why, text: str) -> Incident:
        """One more line in the timeline, without a word to anybody."""
        moments = (*incident.timeline, Moment(self.now, why, text))
        return self.change(incident, timeline=moments[-_REMEMBERED:])

    def say(
        self, incident: Incident, kind: Kind, why: Why, words: tuple[str, ...], services: tuple[str, ...] = ()
    ) -> Incident:
        """Put a message into the outbox and a line into the timeline; `words`: the text, then whom to call."""
        text, *mention = words
        key = f"{incident.id}.{incident.numbered + 1}"
        message = Message(key, incident.id, kind, why, text, self.now, tuple(mention), services)
        self.outbox.append(message)
        self.said.append(message)
        incident = self.change(incident, numbered=incident.numbered + 1)
        return incident if kind is Kind.EDIT else self.remark(incident, why, text)

    def edit(self, incident: Incident, why: Why, text: str) -> Incident:
        """Have the root message show `text`. An older edit that nobody has begun to make is no longer needed."""
        self.outbox = [message for message in self.outbox if not self._outdated(message, incident)]
        incident = self.say(incident, Kind.EDIT, why, (text,))
        root = replace(incident.root, text=text, at=self.now, why=why, urgent=False) if incident.root else None
        return self.change(incident, root=root)

    def _outdated(self, message: Message, incident: Incident) -> bool:
        return message.incident == incident.id and message.kind is Kind.EDIT and message.key not in self.flying

    def waiting(self, incident: Incident) -> Iterator[Message]:
        """The messages of an incident that nobody has begun to send."""
        for message in self.outbox:
            if message.incident == incident.id and message.key not in self.flying:
                yield message

    def is_heard(self, incident: Incident) -> bool:
        """Whether people may have seen that it began (or began again)."""
        return bool(incident.opener) and all(message.key != incident.opener for message in self.waiting(incident))

    def withdraw(self, incident: Incident, first: str) -> bool:
        """Take back the message `first`, which nobody has begun to send, and all that follows it in this incident.

        Returns whether an edit was among them: the root message then does not show what it was meant to.
        """
        waiting = list(self.waiting(incident))
        gone = waiting[[message.key for message in waiting].index(first) :]
        self.outbox = [message for message in self.outbox if message not in gone]
        return any(message.kind is Kind.EDIT for message in gone)

    def quiet_until(self, incident: Incident) -> float | None:
        """Until when nothing is to be said of it, by silence or maintenance; None when it may be spoken of."""
        ends = [silence.until for silence in self.silences if fits(silence.services, incident.cause)]
        maintained = self.rules.quiet_until(incident.cause, self.now)
        return max((end for end in (*ends, maintained) if end is not None and end > self.now), default=None)
