"""The machine over a recorded story, in virtual time: what would have been said, and when. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from bot.incidents import outbox
from bot.incidents.draft import Step
from bot.incidents.events import Results
from bot.incidents.machine import next_due, step, tick
from bot.incidents.model import Incident, Message, State
from bot.incidents.rules import Rules
from bot.incidents.story import Line
from handlers.stack.environment import Stack


@dataclass(slots=True)
class Told:
    """One incident as it stands at the end of the story, and everything that was said of it."""

    incident: Incident
    messages: list[Message] = field(default_factory=list)


def replay(story: Iterable[Line], stack: Stack) -> list[Told]:
    """The incidents of a story (in the order of time) under the thresholds of the stack, oldest first.

    Every message arrives at once, and nobody answers. After the last line time goes on for as long as a recovery needs
    to be believed and said, as if everything stayed as it was.
    """
    watches: dict[str, _Watch] = {}
    now = 0.0
    for now, lines in groupby(story, key=lambda line: line.at):
        for watch in watches.values():
            watch.pass_time(now)
        for environment, results in _by_environment(lines):
            if environment not in watches:
                watches[environment] = _Watch(Rules.of(environment, stack.environments[environment]))
            watches[environment].take(results, now)
    for watch in watches.values():
        alerts = watch.rules.alerts
        watch.pass_time(now + max(alerts.settle, alerts.settle_again) + alerts.edit_every, until_included=True)
    told = [one for watch in watches.values() for one in watch.told.values()]
    return sorted(told, key=lambda one: (one.incident.opened, one.incident.id))


def answer(told: Iterable[Told]) -> dict[str, Any]:
    """The incidents as `medic replay --json` prints them. Times are in the story's seconds."""
    return {
        "incidents": [
            {
                "cause": one.incident.cause,
                "opened": one.incident.opened,
                "closed": one.incident.closed,
                "messages": [
                    {"at": message.at, "kind": message.kind.value, "reason": message.why.value, "text": message.text}
                    for message in one.messages
                ],
            }
            for one in told
        ]
    }


def _by_environment(lines: Iterable[Line]) -> Iterator[tuple[str, Results]]:
    rounds: dict[str, list[Line]] = {}
    for line in lines:
        rounds.setdefault(line.environment, []).append(line)
    for environment, members in rounds.items():
        yield environment, Results(tuple(line.result for line in members))


class _Watch:
    """One environment's watch, whose every message is sent the moment it is said."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.state = State(rules.environment)
        self.told: dict[str, Told] = {}
        self._due: float | None = None

    def take(self, results: Results, now: float) -> None:
        """A round of results."""
        self._keep(step(self.state, results, now, self.rules))
        self._due = next_due(self.state, now, self.rules)

    def pass_time(self, end: float, until_included: bool = False) -> None:
        """Do all that is due before `end`, each at its own time."""
        while self._due is not None and (self._due < end or (until_included and self._due == end)):
            now = self._due
            self._keep(tick(self.state, now, self.rules))
            self._due = next_due(self.state, now, self.rules)

    def _keep(self, made: Step) -> None:
        self.state = made.state
        for message in made.said:
            self.state = outbox.sent(self.state, message.key)
        for incident in made.state.incidents.values():
            self.told.setdefault(incident.id, Told(incident)).incident = incident
        for message in made.said:
            self.told[message.incident].messages.append(message)
