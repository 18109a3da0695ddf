"""What can happen to a watch. Times are not in here: every event is handed over with its moment."""

from __future__ import annotations

from dataclasses import dataclass

from bot.incidents.model import Result


@dataclass(frozen=True, slots=True)
class Results:
    """Checks have ended. Those of one round belong into one event, so that a cause is seen with its symptoms."""

    results: tuple[Result, ...]


@dataclass(frozen=True, slots=True)
class Tick:
    """Time has passed; see `machine.next_due`."""


@dataclass(frozen=True, slots=True)
class Acknowledge:
    """Somebody takes care of it, or says that they still do."""

    incident: str
    by: str


@dataclass(frozen=True, slots=True)
class Assign:
    """Somebody is to take care of it."""

    incident: str
    to: str
    by: str


@dataclass(frozen=True, slots=True)
class Note:
    """Somebody wrote something down."""

    incident: str
    text: str
    by: str


@dataclass(frozen=True, slots=True)
class Open:
    """Somebody opens an incident that no check has found. It ends when somebody closes it."""

    title: str
    by: str


@dataclass(frozen=True, slots=True)
class Close:
    """Somebody closes an incident. What still fails is left alone until it has been well."""

    incident: str
    by: str


@dataclass(frozen=True, slots=True)
class Quieten:
    """Somebody silences causes: `services` are shell patterns (none: all), `until` in seconds."""

    until: float
    services: tuple[str, ...]
    by: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Unquieten:
    """Somebody takes a silence back before its end."""

    silence: str
    by: str = ""


@dataclass(frozen=True, slots=True)
class Fired:
    """Another system says that something is wrong. `key`: the same for every repeat of the alert, and for its end.

    `service`: empty when it names none of ours; `began`: since when, in seconds; `by`: the system's name.
    """

    key: str
    service: str
    title: str
    detail: str
    began: float
    by: str


@dataclass(frozen=True, slots=True)
class Cleared:
    """Another system says that what it alerted of is over."""

    key: str
    title: str
    by: str


@dataclass(frozen=True, slots=True)
class Claimed:
    """Somebody has begun to post this message: from here on it may have been seen."""

    key: str


@dataclass(frozen=True, slots=True)
class Sent:
    """It was posted."""

    key: str


@dataclass(frozen=True, slots=True)
class Unsent:
    """It is certain that it was not posted; it waits again."""

    key: str


Deed = Acknowledge | Assign | Note | Open | Close | Quieten | Unquieten
"""What people do."""


@dataclass(frozen=True, slots=True)
class Once:
    """A deed that may arrive more than once under the same key, and counts the first time."""

    key: str
    deed: Deed


Event = Results | Tick | Deed | Once | Fired | Cleared | Claimed | Sent | Unsent
