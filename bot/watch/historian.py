"""What is written down once an incident is over: a summary in its thread and the draft of a post-mortem, once each."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Protocol

from bot.incidents.postmortem import Account, Done, Proof
from bot.store.audit import AuditStore
from bot.store.incidents import Filed, IncidentStore
from bot.store.reports import ReportStore
from bot.watch.tenure import Tenure
from bot.watch.watch import Watch
from handlers.core.errors import Failure
from handlers.core.ports import Clock
from handlers.core.report import Finding, Report
from handlers.stack.environment import Stack

log = logging.getLogger(__name__)

_GLANCE = 2.0  # seconds between looks at what other replicas ended
_LATEST = timedelta(days=7)  # an end that could not be written about for longer is left alone
_BEFORE, _AFTER = timedelta(minutes=5), timedelta(minutes=1)  # a change just before may be the cause
_CHANGED = "What changed recently"  # the diagnosis' table
_PROOFS, _SEEN = 6, 12


class Paper(Protocol):
    """Where it is written."""

    async def is_written(self, filed: Filed) -> bool:
        """Whether all of this ending is there."""

    async def write(self, filed: Filed, account: Account) -> bool:
        """Write it, once however often this is called; False when the incident has no thread yet. Raises Failure."""


class Chronicle:
    """Gathers what is known of an incident, from the watch, from the diagnoses and from the changes of its time."""

    def __init__(self, stack: Callable[[], Stack], watch: Watch, reports: ReportStore, audit: AuditStore) -> None:
        self._stack, self._watch = stack, watch
        self._reports, self._audit = reports, audit

    async def account(self, filed: Filed) -> Account:
        """All of it. A diagnosis of the incident's cause counts before what the checks saw."""
        incident, name = filed.incident, filed.environment
        start = datetime.fromtimestamp(incident.began, UTC) - _BEFORE
        end = datetime.fromtimestamp(incident.closed or incident.opened, UTC) + _AFTER
        diagnoses = await self._reports.between("diagnose", name, start, end)
        changes = await self._audit.changes(name, since=start, until=end)
        cause = _cause_in([report for _, report in diagnoses], incident.cause)
        environment = self._stack().environments.get(name)
        return Account(
            environment=name,
            incident=incident,
            impact=environment.impact if environment else "",
            explanation=cause.explanation if cause else "",
            proofs=_proofs(cause) or await self._checks(filed),
            done=tuple(
                Done(
                    change.at.timestamp(),
                    f"{change.headline} (approved by {change.by})" if change.by else change.headline,
                )
                for change in reversed(changes)
                if change.was_made
            ),
            seen=_seen([report for _, report in diagnoses]),
        )

    async def _checks(self, filed: Filed) -> tuple[Proof, ...]:
        """What the checks last saw of the services that failed."""
        vitals = (await self._watch.state(filed.environment)).vitals
        names = dict.fromkeys((filed.incident.cause, *filed.incident.affected))
        found = [(name, vitals[name].detail) for name in names if name in vitals and vitals[name].detail]
        return tuple(Proof(f"the check of {name}", detail) for name, detail in found[:_PROOFS])


class Historian:
    """Looks for incidents whose end has been told and not yet been written about. One replica does so at a time."""

    def __init__(
        self, watch: Watch, incidents: IncidentStore, chronicle: Chronicle, paper: Paper, tenure: Tenure
    ) -> None:
        self._watch, self._incidents = watch, incidents
        self._chronicle, self._paper, self._tenure = chronicle, paper, tenure
        self._written: set[tuple[str, int]] = set()

    async def run(self, clock: Clock) -> None:
        """Write whenever this replica holds the lease, until cancelled."""
        keeping = asyncio.create_task(self._tenure.keep())
        seen = 0
        try:
            while True:
                await self._tenure.gained()
                try:
                    await self.write_all(clock.now())
                except Exception:  # the database is away, or a defect: what is not written now is written later
                    log.exception("the ends of incidents could not be looked through; it will be tried again")
                seen = await self._watch.changed(seen, _GLANCE)
        finally:
            keeping.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await keeping

    async def write_all(self, now: datetime) -> None:
        """Write about every incident that ended within the last week and can be written about."""
        for filed in await self._incidents.ended_since(now - _LATEST):
            ending = (filed.incident.id, filed.incident.reopened)
            if ending in self._written or not _is_heard(filed):
                continue
            try:
                if await self._write(filed):
                    self._written.add(ending)
            except Failure as problem:
                log.warning("the end of %s is not written about yet: %s", filed.incident.id, problem)

    async def _write(self, filed: Filed) -> bool:
        if await self._paper.is_written(filed):
            return True
        state = await self._watch.state(filed.environment)
        if any(message.incident == filed.incident.id for message in state.outbox):
            return False  # its end comes first
        self._tenure.check()
        return await self._paper.write(filed, await self._chronicle.account(filed))


def _is_heard(filed: Filed) -> bool:
    """Whether people heard that it began; what was merged goes on in another thread."""
    incident = filed.incident
    return bool(incident.opener) and incident.root is not None and not incident.merged_into and not incident.is_open


def _cause_in(diagnoses: list[Report], service: str) -> Finding | None:
    """The first diagnosis that named the service, for the later ones may have looked when it was over."""
    named = [cause for report in diagnoses for cause in report.causes if cause.service == service or not service]
    return named[-1] if named else None


def _proofs(cause: Finding | None) -> tuple[Proof, ...]:
    return tuple(Proof(one.source, one.text) for one in cause.evidence[:_PROOFS]) if cause else ()


def _seen(diagnoses: list[Report]) -> tuple[str, ...]:
    """Deployments and settings that the diagnoses saw change, each once."""
    rows = [row for report in diagnoses for table in report.tables if table.title == _CHANGED for row in table.rows]
    return tuple(dict.fromkeys(f"{service}: {what}" for _, service, what in rows))[:_SEEN]
