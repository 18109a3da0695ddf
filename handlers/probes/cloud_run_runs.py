"""A Cloud Run service's revisions and their entries as the runs of a process: what changed, how each ended. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from handlers.probes.cloud_run_state import CloudRunService, Revision, template_of
from handlers.probes.log_groups import Entry
from handlers.probes.process_runs import past_of

_EXIT = re.compile(r"Container called exit\((\d+)\)")
_KILLED = re.compile(r"Memory limit of .{1,40} exceeded")
_AT_START = re.compile(r"STARTUP \w+ probe failed|failed to start", re.IGNORECASE)
_KILL = 137  # the exit code of a process that SIGKILL ended


def exits_of(entries: Iterable[Entry]) -> list[int]:
    """The codes with which containers ended by themselves, in the entries' order."""
    return [int(match[1]) for entry in entries if (match := _EXIT.match(entry.text)) and match[1] != "0"]


def fails_at_start(entries: Iterable[Entry]) -> bool:
    """Whether a container ended before it was ready."""
    return any(_AT_START.search(entry.text) for entry in entries)


def past(
    service: CloudRunService, items: Sequence[Mapping[str, Any]], entries: Sequence[Entry]
) -> list[dict[str, Any]]:
    """What the revisions before still tell, in the form of `process_runs`; `items` of the list, `entries` of all."""
    state = "running" if service.ready.status == "True" else "exited"
    state = "stopped" if service.ready.reason == "Retired" else state
    return past_of({"state": state, "runs": _runs(items, entries)})


def _runs(items: Sequence[Mapping[str, Any]], entries: Sequence[Entry]) -> list[dict[str, Any]]:
    """Newest first. A revision whose container ended again and again is as many runs."""
    runs: list[dict[str, Any]] = []
    before: dict[str, str] | None = None
    present = template_of(_oldest_first(items)[-1]) if items else {}
    changed: set[str] = set()
    for item in _oldest_first(items):
        settings = template_of(item)
        if before is not None:
            changed = _difference(before, settings) or changed
        before = settings
        revision = Revision.parse(item)
        own = sorted((entry for entry in entries if entry.revision == revision.name), key=lambda entry: entry.at)
        runs += _runs_of(revision, own, changed, changed & _difference(settings, present))
    return runs[::-1]


def _runs_of(revision: Revision, own: Sequence[Entry], changed: set[str], reverted: set[str]) -> list[dict[str, Any]]:
    codes = exits_of(own)
    codes += [] if codes else [_KILL for entry in own if _KILLED.search(entry.text)]
    times = 1 if fails_at_start(own) else max(1, len(codes))
    run = {
        "started_at": revision.created,
        "ended_at": own[-1].at if codes else None,
        "exit_code": codes[-1] if codes else None,
        "by_request": not codes,
        "changed": sorted(changed),
        "reverted": sorted(reverted),
        "log": [{"at": entry.received or entry.at, "text": line} for entry in own for line in entry.text.splitlines()],
    }
    return [run, *([{**run, "again": True}] * (times - 1))]


def _oldest_first(items: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return sorted(items, key=lambda item: str((item.get("metadata") or {}).get("creationTimestamp", "")))


def _difference(before: Mapping[str, str], after: Mapping[str, str]) -> set[str]:
    return {name for name in {*before, *after} if before.get(name) != after.get(name)}
