"""A Report: what a handler found or did, as plain frozen data. How it looks is decided elsewhere, by pure renderers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Status(StrEnum):
    """How a whole report ended. `ok` of check results maps to HEALTHY."""

    HEALTHY = "healthy"
    FAILING = "failing"
    UNKNOWN = "unknown"
    DONE = "done"
    NOT_DONE = "not_done"

    @property
    def exit_code(self) -> int:
        """0 healthy or done; 1 findings, not repaired, or not known."""
        return 0 if self in (Status.HEALTHY, Status.DONE) else 1


class Role(StrEnum):
    """What a finding is: the thing to fix, something it explains, or a remark beside both."""

    CAUSE = "cause"
    SYMPTOM = "symptom"
    NOTE = "note"


DIFF = "diff"  # the source of evidence that is a change: shown with its finding, whatever the finding's role


@dataclass(frozen=True, slots=True)
class Evidence:
    """One exact observation. `source` names where it was seen (probe, log, revision), `text` is the observation."""

    source: str
    text: str


@dataclass(frozen=True, slots=True)
class Action:
    """A change to the world that is proposed, never done by proposing it.

    `name` is a name in the action registry, `arguments` its JSON-able arguments, `label` the words on a button,
    `undo` says in words how it is taken back.
    """

    name: str
    label: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    undo: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found. `id` is stable and machine-readable; `service` is a node of the dependency graph.

    `path` leads from a symptom to its cause (symptom first); `confidence` is 0..1 for causes, with its `reasons`.
    """

    id: str
    service: str
    title: str
    role: Role = Role.NOTE
    explanation: str = ""
    evidence: tuple[Evidence, ...] = ()
    path: tuple[str, ...] = ()
    confidence: float | None = None
    reasons: tuple[str, ...] = ()
    next_step: str = ""
    action: Action | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A titled table of short cells, one tuple a row, each as long as `columns`."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class File:
    """Something to hand over whole: a picture, a patch, a log. `alt` describes it to someone who cannot see it."""

    name: str
    media_type: str
    content: bytes = field(repr=False)
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """The answer to a Request.

    `data` holds what one capability adds for scripts (JSON-able); everything a person needs is in the other fields.
    """

    capability: str
    environment: str
    status: Status
    headline: str
    service: str | None = None
    findings: tuple[Finding, ...] = ()
    tables: tuple[Table, ...] = ()
    actions: tuple[Action, ...] = ()
    files: tuple[File, ...] = ()
    data: Mapping[str, Any] = field(default_factory=dict)

    @property
    def causes(self) -> tuple[Finding, ...]:
        """The findings to fix, most likely first."""
        return tuple(finding for finding in self.findings if finding.role is Role.CAUSE)

    @property
    def symptoms(self) -> tuple[Finding, ...]:
        """The findings that go away when the causes do."""
        return tuple(finding for finding in self.findings if finding.role is Role.SYMPTOM)
