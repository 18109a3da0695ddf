"""What a supervisor tells of a process's earlier runs that still matters: why they ended, and what they logged. Pure.

A run of earlier still matters while what was changed for it is in force: whoever changed it back has dealt with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from handlers.core.tracebacks import parse_tracebacks
from handlers.probes.reasons import Reason

RECENT = timedelta(minutes=10)  # before a run's last line: what it logged earlier than that may have been mended since
SKEW = timedelta(minutes=5)
LOG_LENGTH = 1800  # characters of a run's log kept as a fact
MOST = 8  # findings
_STAMP = re.compile(r"^\[?(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,6})?(?:Z|[+-]\d\d:?\d\d))")
_VARYING = re.compile(r"0x[0-9a-f]+|\d+")

Told = Mapping[str, Any]


def past_of(answer: Told) -> list[dict[str, Any]]:
    """The findings, each with `reason`, `detail` and facts of its own, for the supervisor's description `answer`."""
    runs = [run for run in answer.get("runs") or () if isinstance(run, Mapping)]
    found: list[dict[str, Any]] = []
    for place, group in enumerate(_groups(runs)):
        if place and not _in_force(group[0]):
            continue
        is_measured = place == 0 and answer.get("state") == "running"  # its probes say what is, its log what was
        is_present_end = place == 0 and answer.get("state") not in ("stopped", "running", "starting")
        found += [] if is_present_end else _ending(group)
        found += [] if is_measured and not group[0].get("changed") else _logged(group)
        found += _skewed(group) if place == 0 else ()
    return found[:MOST]


def last_exit(answer: Told) -> int | None:
    """The code with which the process last ended by itself; None when that is not told."""
    for run in answer.get("runs") or ():
        if isinstance(run, Mapping) and run.get("ended_at") and not run.get("by_request"):
            return run.get("exit_code")
    return None


def crashes_within(answer: Told, window: timedelta, now: datetime) -> int | None:
    """How often it lately came up and crashed under settings that are still in force; None when no runs are told."""
    if "runs" not in answer:
        return None
    count = 0
    for run in answer["runs"]:
        ended = _moment(run.get("ended_at"))
        is_crash = run.get("ready") and not run.get("by_request") and not run.get("reverted")
        count += bool(is_crash and ended and now - ended <= window)
    return count


def crashes_in_a_row(answer: Told) -> int:
    """How often it came up and crashed in a row, up to its last end, whatever was changed in between."""
    count = 0
    for run in answer.get("runs") or ():
        if not isinstance(run, Mapping) or (run.get("ended_at") and (run.get("by_request") or not run.get("ready"))):
            break
        count += bool(run.get("ended_at"))
    return count


def _groups(runs: Sequence[Told]) -> Iterator[list[Told]]:
    """Runs that followed each other after a crash, with the same settings, belong together; newest first."""
    group: list[Told] = []
    for run in runs:
        if group and (run.get("by_request") or not group[-1].get("again")):
            yield group
            group = []
        group.append(run)
    if group:
        yield group


def _in_force(run: Told) -> bool:
    return bool(run.get("changed")) and not run.get("reverted")


def _ending(group: Sequence[Told]) -> Iterator[dict[str, Any]]:
    last = next((run for run in group if run.get("ended_at") and not run.get("by_request")), None)
    code = last.get("exit_code") if last else None
    if last is None or code in (0, None):
        return
    lines = _texts(last)
    facts: dict[str, Any] = {"exit_code": code, "restarts": _restarts(group), "log": "\n".join(lines)[-LOG_LENGTH:]}
    because = ""
    if tracebacks := parse_tracebacks(lines):
        root = tracebacks[-1]
        facts |= {"exception": root.exception, "message": root.message, "frame": str(root.where or "")}
        facts |= {key: value for key, value in (("module", root.module), ("variable", root.variable)) if value}
        because = f": {root.exception}: {root.message}"
    still = f"; {', '.join(last['changed'])} is still as it was then" if last.get("changed") else ""
    yield {"reason": str(Reason.EXITED), "detail": f"before, it exited with code {code}{because}{still}", **facts}


def _restarts(group: Sequence[Told]) -> int:
    """How often it was started again after a crash; one that never came up was not."""
    return len(group) - 1 if group[-1].get("ready", True) else 0


def _logged(group: Sequence[Told]) -> Iterator[dict[str, Any]]:
    for run in group[:1]:
        text = "\n".join(_distinct(_recent(run)))
        if text:
            detail = f"in the log of its run since {str(run.get('started_at'))[11:19]}"
            yield {"reason": str(Reason.LOGGED), "detail": detail, "log": text[-LOG_LENGTH:]}


def _recent(run: Told) -> list[str]:
    lines = [line for line in run.get("log") or () if isinstance(line, Mapping)]
    moments = [_moment(line.get("at")) for line in lines]
    latest = max((moment for moment in moments if moment), default=None)
    return [
        str(line.get("text", ""))
        for line, moment in zip(lines, moments, strict=True)
        if latest is None or moment is None or latest - moment <= RECENT
    ]


def _distinct(lines: Sequence[str]) -> list[str]:
    """Without frames of tracebacks, and without lines that say what another said at another moment."""
    kept: dict[str, str] = {}
    for line in lines:
        if line.strip() and not line.startswith((" ", "\t")):
            kept.setdefault(_VARYING.sub("#", line), line)
    return list(kept.values())


def _skewed(group: Sequence[Told]) -> Iterator[dict[str, Any]]:
    """A log whose lines are dated by another clock than that of whoever received them."""
    for line in reversed(group[0].get("log") or ()):
        stamp, received = _STAMP.match(str(line.get("text", ""))), _moment(line.get("at"))
        written = _moment(stamp[1].replace(",", ".")) if stamp else None
        if written is None or received is None or received.tzinfo is None:
            continue
        ahead = written - received
        if abs(ahead) > SKEW:
            seconds = ahead.total_seconds()
            side = "ahead of" if seconds > 0 else "behind"
            detail = f"its log is dated {abs(seconds):.0f} s {side} the clock of the platform that received it"
            yield {"reason": str(Reason.CLOCK_SKEW), "detail": detail, "skew_seconds": round(seconds, 1)}
        return


def _moment(told: Any) -> datetime | None:
    try:
        return datetime.fromisoformat(str(told))
    except ValueError:
        return None


def _texts(run: Told) -> list[str]:
    return [str(line.get("text", "")) for line in run.get("log") or () if isinstance(line, Mapping)]
