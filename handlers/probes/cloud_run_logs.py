"""A Cloud Run service's recent log: errors, failures to start, and tracebacks, grouped by their root."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal
from urllib.parse import quote

from pydantic import Field

from handlers.core.cloud import CloudRefusal, GoogleCloud
from handlers.core.model import Model, Seconds
from handlers.probes import google_access
from handlers.probes.base import Observation, ProbeConfig, Tools
from handlers.probes.cloud_run import KNATIVE
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
        errors, lines, live = await asyncio.gather(
            google.send("POST", "logging", LIST, _question(config, google, tools.clock.now(), "severity>=ERROR")),
            google.send("POST", "logging", LIST, _question(config, google, tools.clock.now(), _stderr(google))),
            _live(google, name),
        )
    except CloudRefusal as error:
        return google_access.refused(f"the log of {name}", error)
    entries = [entry_from_json(item) for item in errors.get("entries") or ()]
    entries += tracebacks_in_lines(entry_from_json(item) for item in lines.get("entries") or ())
    return judge(config.expect, [entry for entry in entries if live.covers(entry)], up=live.up)


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

    `up`: the service is ready, so whatever once failed to start has started since.
    """

    revisions: frozenset[str] = frozenset()
    up: bool = False

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
    return Live(frozenset({*service.serving, *newest} - {""}), service.ready.status == "True")


def judge(expect: CloudRunLogsExpect, entries: Sequence[Entry], *, up: bool = False) -> Observation:
    """What the errors amount to; `entries` newest first. While the service is `up`, an old failed start is no fault."""
    groups = group(entries)
    facts = _facts(entries, groups)
    killed = next((found for found in groups if found.killed), None)
    if killed:
        return Observation.failing(Reason.ERRORS_LOGGED, f"killed: {killed}", **facts)
    start = None if up else next((found for found in groups if found.at_start), None)
    if start:
        cause = _most_telling(groups)
        return Observation.failing(Reason.ERRORS_LOGGED, f"failed to start: {cause}", **facts, at_start=True)
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
