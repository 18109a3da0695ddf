"""The plain data of the watch. All of it is frozen, and made of what JSON can hold."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import NamedTuple

from handlers.core.ports import Health


class Severity(IntEnum):
    """How grave an incident is; the most grave is P0, as in runbooks, and compares as the greatest."""

    P3 = 0
    P2 = 1
    P1 = 2
    P0 = 3


class Kind(StrEnum):
    """Where a message goes: to the channel for all to see, into the incident's thread, or over its root message."""

    CHANNEL = "channel"
    THREAD = "thread"
    EDIT = "edit"


class Why(StrEnum):
    """Why something is said: the name of the decision behind each message and each line of a timeline."""

    BEGAN = "began"
    REOPENED = "reopened"
    CAUSE_CHANGED = "cause-changed"
    SEVERITY_RAISED = "severity-raised"
    ENDED = "ended"
    CLOSED = "closed-by-hand"
    UNHEARD = "ended-unheard"
    MERGED = "merged"
    JOINED = "symptoms-joined"
    FLAPPING = "flapping"
    STABLE = "stable"
    UPDATED = "updated"
    ACKNOWLEDGED = "acknowledged"
    UNACKNOWLEDGED = "unacknowledged"
    REMINDED = "reminded"
    REPEATED = "repeated"
    ESCALATED = "escalated"
    ASSIGNED = "assigned"
    NOTED = "noted"
    SILENCED = "silenced"
    UNSILENCED = "silence-ended"
    ALERTED = "alerted"
    CLEARED = "alert-cleared"
    FIRST_FAILURE = "first-failure"
    FIRST_SUCCESS = "first-success"
    CAUSE_WELL = "cause-well-again"


@dataclass(frozen=True, slots=True)
class Result:
    """What one check saw of one service.

    `cause` and `title` are the diagnosis' name for what is wrong, where there is one. `own`: it fails for a reason of
    its own, even though something it needs fails as well.
    """

    service: str
    status: Health
    detail: str = ""
    cause: str = ""
    title: str = ""
    own: bool = False


@dataclass(frozen=True, slots=True)
class Vital:
    """What is known of one service.

    `status` is the last that was measured (UNKNOWN: none yet), `streak` how often in a row. `confirmed`: it failed
    often enough in a row, and has not yet been well often enough. `dismissed`: a person closed its incident; it is
    left alone until it has been well. `history` is flapping's. Times are in seconds, None where there is none.
    """

    status: Health = Health.UNKNOWN
    detail: str = ""
    cause: str = ""
    title: str = ""
    own: bool = False
    streak: int = 0
    confirmed: bool = False
    dismissed: bool = False
    flapping: bool = False
    history: str = ""
    seen_at: float | None = None
    failing_since: float | None = None
    confirmed_at: float | None = None
    well_since: float | None = None
    recovered_at: float | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    """One line of an incident's timeline."""

    at: float
    why: Why
    text: str


class Holder(NamedTuple):
    """Who takes care. `at`: when that was last said; `reminded_at`: when the still unanswered reminder was sent."""

    by: str
    at: float
    reminded_at: float | None = None


@dataclass(frozen=True, slots=True)
class Root:
    """The incident's root message: its key, the text it shows, when that was put there and why.

    `urgent`: a person did something; it is not to wait.
    """

    key: str
    text: str
    at: float
    why: Why = Why.BEGAN
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Incident:
    """One root cause and what fails because of it, under one thread.

    `cause` is a service, empty when a person opened the incident. `members` are confirmed and not yet settled;
    `affected` all there ever were. `began` is the first failure, `opened` when it was certain, `closed` when all was
    well. `ended_at`: when the end was decided. `root`: None until the beginning is said. `opener`: the key of the
    message that last said it began, empty when nothing was said since. `unsaid`: members the thread does not know of,
    `unsaid_since` when that began. `alone_since`: since when nobody takes care, counted for escalation;
    `repeated_at`: when it was last spoken of, counted for repeats. `numbered`: messages and lines so far. `alerts`:
    those of other systems that still fire, which keep it open; `heard`: all there ever were; `cleared_at`: when the
    last of them was cleared.
    """

    id: str
    cause: str
    title: str
    opened: float
    began: float
    severity: Severity = Severity.P3
    members: tuple[str, ...] = ()
    affected: tuple[str, ...] = ()
    closed: float | None = None
    ended_at: float | None = None
    by_hand: bool = False
    reopened: int = 0
    merged_into: str = ""
    root: Root | None = None
    opener: str = ""
    holder: Holder | None = None
    assignee: str = ""
    acknowledged_at: float | None = None
    escalated: bool = False
    flapping: bool = False
    alone_since: float = 0.0
    repeated_at: float = 0.0
    unsaid: tuple[str, ...] = ()
    unsaid_since: float = 0.0
    timeline: tuple[Moment, ...] = ()
    numbered: int = 0
    alerts: tuple[str, ...] = ()
    heard: tuple[str, ...] = ()
    cleared_at: float | None = None

    @property
    def is_open(self) -> bool:
        """Whether it goes on."""
        return self.closed is None


@dataclass(frozen=True, slots=True)
class Message:
    """Something to post. `key` is never used twice; `mention`: users or groups to call; `text` is plain text.

    `services`: those it tells of for the first time.
    """

    key: str
    incident: str
    kind: Kind
    why: Why
    text: str
    at: float
    mention: tuple[str, ...] = ()
    services: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Silence:
    """Nothing begins, changes or repeats aloud until `until` where a pattern fits the cause (none: all causes)."""

    id: str
    until: float
    services: tuple[str, ...] = ()
    by: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Confirm:
    """A wish: measure this service again at this time, rather than at its next tick."""

    environment: str
    service: str
    at: float
    why: Why = Why.FIRST_FAILURE


@dataclass(frozen=True, slots=True)
class State:
    """The whole watch of one environment.

    `outbox`: what is to be posted and not known to be sent, oldest first; `flying`: the keys among it that somebody is
    posting at this moment. `counted`: incidents and silences so far. `deeds`: keys of what people did last, so that a
    click that is delivered twice counts once.
    """

    environment: str
    vitals: dict[str, Vital] = field(default_factory=dict)
    incidents: dict[str, Incident] = field(default_factory=dict)
    silences: tuple[Silence, ...] = ()
    outbox: tuple[Message, ...] = ()
    flying: tuple[str, ...] = ()
    counted: int = 0
    deeds: tuple[str, ...] = ()
