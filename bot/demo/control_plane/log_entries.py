"""A process' log as Logging's entries: a traceback is one entry, and the platform adds what it did. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, TypeVar

from bot.demo.control_plane.errors import PROJECT, REGION
from bot.demo.control_plane.revisions import Service, stamp
from bot.demo.spec import Change, Line

_LEVEL = re.compile(r"^\S+ \S+ (DEBUG|INFO|WARNING|ERROR|CRITICAL) ")
_EXIT = re.compile(r"exited with code (\d+)")
_TRACEBACK = "Traceback (most recent call last):"
_CHAINED = ("During handling of the above", "The above exception was")


def entries(service: str, revision: str, lines: Iterable[Line], changes: Iterable[Change]) -> list[dict[str, Any]]:
    """Every entry of one revision, oldest first."""
    written = [
        _entry(service, revision, ("stderr", _severity(group), group[0]), "\n".join(line.text for line in group))
        for group in _groups(lines)
    ]
    happened = [
        _entry(service, revision, ("varlog/system", severity, Line(change.at, "")), text)
        for change in changes
        for severity, text in _platform_words(change.what)
    ]
    return sorted(written + happened, key=lambda entry: str(entry["timestamp"]))


def by_revision(
    service: Service, lines: Iterable[Line], changes: Iterable[Change]
) -> Iterator[tuple[str, list[Line], list[Change]]]:
    """A process' log and record parted among the revisions it ran as, which were recorded as it was restarted."""
    recorded = [revision for revision in service.revisions if revision.recorded]
    if not recorded or recorded[-1].name != service.serving:
        yield service.serving, list(lines), list(changes)
        return
    all_lines, all_changes = list(lines), list(changes)
    starts = [(service.revisions[0].name, None), *((revision.name, revision.created) for revision in recorded)]
    for (name, start), (_, end) in zip(starts, [*starts[1:], ("", None)], strict=True):
        yield name, _between(all_lines, start, end), _between(all_changes, start, end)


_Dated = TypeVar("_Dated", Line, Change)


def _between(items: Sequence[_Dated], start: datetime | None, end: datetime | None) -> list[_Dated]:
    return [item for item in items if (start is None or item.at >= start) and (end is None or item.at < end)]


def _platform_words(what: str) -> Iterator[tuple[str, str]]:
    """What Cloud Run itself writes when a container ends."""
    if match := _EXIT.search(what):
        yield "WARNING", f"Container called exit({match[1]})."
    if "before it was ready" in what:
        yield (
            "ERROR",
            'Default STARTUP TCP probe failed 1 time consecutively for container "app-1" on port 8080. '
            "The instance was not started. Connection failed with status CANCELLED.",
        )


def _groups(lines: Iterable[Line]) -> Iterator[Sequence[Line]]:
    """Lines that belong together: one line, or a traceback (with the line that logged it) to its last exception."""
    group: list[Line] = []
    for line in lines:
        if group and not _joins(group, line.text):
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _joins(group: Sequence[Line], text: str) -> bool:
    last = group[-1].text
    if _LEVEL.match(text):
        return False
    if not any(line.text == _TRACEBACK for line in group):
        return text == _TRACEBACK and " ERROR " in last
    unfinished = last.startswith((" ", *_CHAINED)) or last in ("", _TRACEBACK)
    return unfinished or text == "" or text.startswith(_CHAINED)


def _severity(group: Sequence[Line]) -> str:
    if any(line.text == _TRACEBACK for line in group) or group[0].text.startswith("Memory limit of"):
        return "ERROR"
    match = _LEVEL.match(group[0].text)
    return match[1] if match else "DEFAULT"


def _entry(service: str, revision: str, origin: tuple[str, str, Line], text: str) -> dict[str, Any]:
    log, severity, line = origin
    return {
        "insertId": f"{line.at.timestamp():.6f}-{abs(hash(text)) % 10**6}",
        "logName": f"projects/{PROJECT}/logs/run.googleapis.com%2F{log.replace('/', '%2F')}",
        "timestamp": stamp(line.at),
        "receiveTimestamp": stamp(line.at),
        "severity": severity,
        "resource": {
            "type": "cloud_run_revision",
            "labels": {
                "service_name": service,
                "revision_name": revision,
                "location": REGION,
                "project_id": PROJECT,
            },
        },
        "textPayload": text,
    }
