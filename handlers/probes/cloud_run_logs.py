"""A Cloud Run service's recent log: errors, failures to start, and tracebacks, grouped by their root."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal
from urllib.parse import quote

from pydantic import Field

from handlers.core.cloud import CloudRefusal, GoogleCloud
from handlers.core.model import Model, Seconds
from handlers.probes import google_access
from handlers.probes.base import PAST, Observation, ProbeConfig, Tools
from handlers.probes.cloud_run import KNATIVE
from handlers.probes.cloud_run_runs import exits_of, past
from handlers.probes.cloud_run_state import CloudRunService
from handlers.probes.log_groups import Entry, Group, entry_from_json, group, tracebacks_in_lines
from handlers.probes.reasons import Reason

LIST = "/v2/entries:list"
MOST_GROUPS = 5
LOG_LINES = 20


class CloudRunLogsExpect(Model):
    """`errors`: how many may be logged before it counts; a failure to start always does."""

    errors: int = Field(default=10, ge=0)


class CloudRunLogsProbe(ProbeConfig):
    """Reads the newest `limit` errors of `service` (default: the name), no older than `since`."""

    kind: Literal["cloud_run_logs"]
    service: str = ""
    since: Seconds = 900.0
    limit: int = Field(default=200, ge=1, le=1000)
    expect: CloudRunLogsExpect = Field(default_factory=CloudRunLogsExpect)


async def measure(config: CloudRunLogsProbe, tools: Tools) -> Observation:
    """OK while few errors are logged; UNKNOWN where the bot may not read the log."""
    google, name = tools.google, config.service or config.name
    if google is None:
        return google_access.no_platform()
    try:
        errors, lines, ends, live, revisions = await asyncio.gather(
            _entries(config, tools, "severity>=ERROR"),
            _entries(config, tools, _stderr(google)),
            _entries(config, tools, _ends(google)),
            _live(google, name),
            _revisions(google, name),
        )
    except CloudRefusal as error:
        return google_access.refused(f"the log of {name}", error)
    entries = [entry for entry in (*errors, *tracebacks_in_lines(lines)) if live.covers(entry)]
    exits = [] if live.up else exits_of(entry for entry in ends if entry.revision in live.serving)
    seen = judge(config.expect, entries, up=live.up, exits=exits)
    told = past(live.service, revisions, _distinct(*errors, *lines, *ends)) if live.service else []
    return dataclasses.replace(seen, facts={**seen.facts, PAST: told}) if told else seen


async def _entries(config: CloudRunLogsProbe, tools: Tools, which: str) -> list[Entry]:
    if tools.google is None:
        return []
    question = _question(config, tools.google, tools.clock.now(), which)
    answer = await tools.google.send("POST", "logging", LIST, question)
    return [entry_from_json(item) for item in answer.get("entries") or ()]


async def _revisions(google: GoogleCloud, name: str) -> list[Mapping[str, Any]]:
    """The service's revisions; none where the bot may not list them, for they only tell of the past."""
    path = f"{KNATIVE}/{google.project}/revisions"
    try:
        listed = await google.get("run", path, {"labelSelector": f"serving.knative.dev/service = {name}"})
    except CloudRefusal:
        return []
    return [item for item in listed.get("items") or () if isinstance(item, Mapping)]


def _distinct(*entries: Entry) -> list[Entry]:
    return list(dict.fromkeys(entries))


def _ends(google: GoogleCloud) -> str:
    """What the platform itself wrote of containers that ended."""
    log = f"projects/{google.project}/logs/run.googleapis.com%2Fvarlog%2Fsystem"
    return f'logName="{log}" AND severity<ERROR'


def _stderr(google: GoogleCloud) -> str:
    """What a service writes without saying how severe it is: Python's own tracebacks come so, line by line."""
    return f'logName="projects/{google.project}/logs/run.googleapis.com%2Fstderr" AND severity<ERROR'


def _question(config: CloudRunLogsProbe, google: GoogleCloud, now: datetime, which: str) -> dict[str, Any]:
    """The body of entries:list, as gcloud sends it."""
    service = (config.service or config.name).replace("\\", "").replace('"', "")
    since = (now - timedelta(seconds=config.since)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return {
        "filter": f'timestamp>="{since}" AND resource.type="cloud_run_revision"'
        f' AND resource.labels.service_name="{service}" AND {which}',
        "orderBy": "timestamp desc",
        "pageSize": config.limit,
        "resourceNames": [f"projects/{google.project}"],
    }


@dataclass(frozen=True, slots=True)
class Live:
    """The revisions whose errors still matter: those that serve, and a newest one that cannot. None named: all do.

    `serving`: those that get traffic. `up`: the service is ready, so whatever once failed to start has started since.
    """

    revisions: frozenset[str] = frozenset()
    up: bool = False
    serving: frozenset[str] = frozenset()
    service: CloudRunService | None = None

    def covers(self, entry: Entry) -> bool:
        """Whether this entry still matters."""
        return not self.revisions or entry.revision in self.revisions


async def _live(google: GoogleCloud, name: str) -> Live:
    try:
        answer = await google.get("run", f"{KNATIVE}/{google.project}/services/{quote(name, safe='')}")
    except CloudRefusal:
        return Live()
    service = CloudRunService.parse(answer)
    newest = [service.latest_created] if service.follows_latest else []
    concerned = frozenset({*service.serving, *newest} - {""})
    return Live(concerned, service.ready.status == "True", frozenset(service.serving), service)


def judge(
    expect: CloudRunLogsExpect, entries: Sequence[Entry], *, up: bool = False, exits: Sequence[int] = ()
) -> Observation:
    """What the errors amount to; `entries` newest first. While the service is `up`, an old failed start is no fault.

    `exits`: the codes with which the containers of the revision that should serve ended, newest first.
    """
    groups = group(entries)
    facts = _facts(entries, groups)
    killed = next((found for found in groups if found.killed), None)
    if killed:
        return Observation.failing(Reason.ERRORS_LOGGED, f"killed: {killed}", **facts)
    start = None if up else next((found for found in groups if found.at_start), None)
    if start:
        detail = f"failed to start: {_most_telling(groups)}"
        if not exits:
            return Observation.failing(Reason.ERRORS_LOGGED, detail, **facts, at_start=True)
        return Observation.failing(Reason.EXITED, detail, **facts, at_start=True, exit_code=exits[0], restarts=0)
    if len(exits) > 1:
        why = f": {_most_telling(groups)}" if groups else ""
        detail = f"its container ended {len(exits)} times, last with exit code {exits[0]}{why}"
        return Observation.failing(Reason.EXITED, detail, **facts, exit_code=exits[0], restarts=len(exits) - 1)
    if len(entries) > expect.errors:
        top = f", most often {groups[0]}" if groups else ""
        return Observation.failing(Reason.ERRORS_LOGGED, f"{len(entries)} errors logged{top}", **facts)
    return Observation.ok(f"{len(entries)} errors logged", **facts)


def _most_telling(groups: Sequence[Group]) -> Group:
    """A traceback says why; the platform's own words only that."""
    return next((found for found in groups if found.traceback), groups[0])


def _facts(entries: Sequence[Entry], groups: Sequence[Group]) -> dict[str, Any]:
    facts: dict[str, Any] = {"errors": len(entries), "groups": [found.facts() for found in groups[:MOST_GROUPS]]}
    if not groups:
        return facts
    told: Mapping[str, Any] = _most_telling(groups).facts()
    facts |= {key: told[key] for key in ("exception", "message", "frame", "module", "variable") if key in told}
    facts["log"] = "\n".join(line for entry in reversed(entries[:LOG_LINES]) for line in entry.text.splitlines())
    return facts
