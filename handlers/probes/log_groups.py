"""Log entries of Cloud Logging, grouped by what went wrong. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from handlers.core.tracebacks import Traceback, missing_variable, parse_tracebacks

SEVERE = ("ERROR", "CRITICAL", "ALERT", "EMERGENCY")
TRACEBACK_LINES = 100
TEXT_LENGTH = 8000  # characters of one entry: more than a long traceback
_VARYING = re.compile(r"0x[0-9a-f]+|\b[0-9a-f]{8}-[0-9a-f-]{27}\b|\d+", re.IGNORECASE)
_AT_START = re.compile(
    r"failed to start|STARTUP \w+ probe failed|Container called exit\(|exec format error"
    r"|terminated: Application failed to start|failed to listen",
    re.IGNORECASE,
)
_KILLED = re.compile(r"Memory limit of .{1,40} exceeded|Out of memory: Kill", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: when it was written, by which revision, its text, and when it arrived."""

    at: str
    revision: str
    severity: str
    text: str
    received: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Entries that say the same. `example` is the newest of them; `traceback` its root, where it holds one."""

    count: int
    first: str
    last: str
    example: str
    traceback: Traceback | None = None

    @property
    def at_start(self) -> bool:
        """Whether this is a container that did not come up."""
        return bool(_AT_START.search(self.example))

    @property
    def killed(self) -> bool:
        """Whether the platform ended a container that ran, for want of memory."""
        return bool(_KILLED.search(self.example))

    def facts(self) -> dict[str, Any]:
        """As JSON-able values."""
        found: dict[str, Any] = {"count": self.count, "first": self.first, "last": self.last}
        root = self.traceback
        if root is None:
            variable = missing_variable("", self.example)
            return found | {"message": self.example[:500]} | ({"variable": variable} if variable else {})
        found |= {"exception": root.exception, "message": root.message[:500], "frame": str(root.where or "")}
        return found | {key: value for key, value in (("module", root.module), ("variable", root.variable)) if value}

    def __str__(self) -> str:
        if self.traceback is None:
            return self.example.splitlines()[0][:200] if self.example else "an entry without text"
        where = f" at {self.traceback.where}" if self.traceback.where else ""
        return f"{self.traceback.exception}: {self.traceback.message[:160]}{where}"


def entry_from_json(item: Mapping[str, Any]) -> Entry:
    """From one entry of entries:list, whichever payload it carries."""
    labels = (item.get("resource") or {}).get("labels") or {}
    return Entry(
        str(item.get("timestamp", "")),
        str(labels.get("revision_name", "")),
        str(item.get("severity", "")),
        _text(item),
        str(item.get("receiveTimestamp", "")),
    )


def group(entries: Iterable[Entry]) -> list[Group]:
    """The groups, failures to start first, then the most frequent. `entries` come newest first."""
    found: dict[tuple[str, ...], Group] = {}
    for entry in entries:
        roots = parse_tracebacks(entry.text.splitlines())
        root = roots[-1] if roots else None
        key = _key(entry, root)
        known = found.get(key)
        if known is None:
            found[key] = Group(1, entry.at, entry.at, entry.text, root)
        else:
            found[key] = Group(known.count + 1, entry.at, known.last, known.example, known.traceback)
    return sorted(
        found.values(), key=lambda each: (not each.killed, not each.at_start, each.traceback is None, -each.count)
    )


def tracebacks_in_lines(entries: Iterable[Entry]) -> list[Entry]:
    """The tracebacks that were logged line by line, each as one entry; `entries` newest first, and so is the result."""
    by_revision: dict[str, list[Entry]] = {}
    for entry in entries:
        if entry.severity not in SEVERE:  # those are entries of their own already
            by_revision.setdefault(entry.revision, []).append(entry)
    found: list[Entry] = []
    for revision, newest_first in by_revision.items():
        lines = [(entry.at, line) for entry in reversed(newest_first) for line in entry.text.splitlines()]
        starts = [root.line for root in parse_tracebacks(line for _, line in lines)]
        for start, end in zip(starts, [*starts, len(lines)][1:], strict=True):
            text = "\n".join(line for _, line in lines[start : min(end, start + TRACEBACK_LINES)])
            found.append(Entry(lines[start][0], revision, "ERROR", text))
    return sorted(found, key=lambda entry: entry.at, reverse=True)


def _key(entry: Entry, root: Traceback | None) -> tuple[str, ...]:
    if root is not None:
        return root.exception, str(root.where or "")
    return ("", _VARYING.sub("#", entry.text[:200]))


def _text(item: Mapping[str, Any]) -> str:
    if "textPayload" in item:
        return str(item["textPayload"])[:TEXT_LENGTH]
    payload = item.get("jsonPayload") or item.get("protoPayload") or {}
    for key in ("stack_trace", "exc_info", "message", "msg", "error"):
        if isinstance(payload, Mapping) and isinstance(payload.get(key), str):
            return str(payload[key])[:TEXT_LENGTH]
    status = payload.get("status") if isinstance(payload, Mapping) else None
    if isinstance(status, Mapping) and status.get("message"):
        return str(status["message"])[:TEXT_LENGTH]
    return json.dumps(payload, default=str)[:TEXT_LENGTH] if payload else ""
