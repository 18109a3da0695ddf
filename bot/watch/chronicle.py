"""What is known of an incident that ended, gathered from everything the bot has kept."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from bot.incidents.model import State
from bot.incidents.postmortem import Account, Done, Proof
from bot.store.audit import AuditStore
from bot.store.incidents import Filed
from bot.store.reports import ReportStore
from handlers.core.report import Finding, Report
from handlers.stack.environment import Stack

_BEFORE, _AFTER = timedelta(minutes=5), timedelta(minutes=1)  # a change just before may be the cause
_CHANGED = "What changed recently"  # the diagnosis' table
_PROOFS, _SEEN = 6, 12


class Chronicle:
    """Gathers what is known of an incident, from the watch, from the diagnoses and from the changes of its time.

    `impacts`: environment -> what stack.yaml says is at risk; `state`: environment -> its watch.
    """

    def __init__(
        self,
        impacts: Callable[[str], str],
        state: Callable[[str], Awaitable[State]],
        reports: ReportStore,
        audit: AuditStore,
    ) -> None:
        self._impacts, self._state = impacts, state
        self._reports, self._audit = reports, audit

    async def account(self, filed: Filed) -> Account:
        """All of it. A diagnosis of the incident's cause counts before what the checks saw."""
        incident, name = filed.incident, filed.environment
        start = datetime.fromtimestamp(incident.began, UTC) - _BEFORE
        end = datetime.fromtimestamp(incident.closed or incident.opened, UTC) + _AFTER
        diagnoses = await self._reports.between("diagnose", name, start, end)
        changes = await self._audit.changes(name, since=start, until=end)
        cause = _cause_in([report for _, report in diagnoses], incident.cause)
        return Account(
            environment=name,
            incident=incident,
            impact=self._impacts(name),
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
        vitals = (await self._state(filed.environment)).vitals
        names = dict.fromkeys((filed.incident.cause, *filed.incident.affected))
        found = [(name, vitals[name].detail) for name in names if name in vitals and vitals[name].detail]
        return tuple(Proof(f"the check of {name}", detail) for name, detail in found[:_PROOFS])


def impact_of(stack: Stack, environment: str) -> str:
    """What stack.yaml says is at risk; empty for an environment that it no longer has."""
    present = stack.environments.get(environment)
    return present.impact if present else ""


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
