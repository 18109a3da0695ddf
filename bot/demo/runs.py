"""The last runs of a process, as platforms keep them: when, with what settings changed, its log, and how it ended."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from bot.demo.spec import Line

_RUNS = 12
_LINES = 120  # kept of one run
_TOLD = 60  # of those, in a description


@dataclass(slots=True)
class Run:
    """From one start to its end. `changed`: variables whose value the start before had not, or had otherwise.

    `again`: started with the very settings of the run before; `changed` is then that one's.
    """

    environment: Mapping[str, str]
    changed: frozenset[str] = frozenset()
    again: bool = False
    started: datetime = field(default_factory=lambda: datetime.now(UTC))
    lines: deque[Line] = field(default_factory=lambda: deque(maxlen=_LINES))
    ended: datetime | None = None
    exit_code: int | None = None
    by_request: bool = False
    ready: bool = False


class Runs:
    """The newest runs of one process, oldest first."""

    def __init__(self) -> None:
        self._runs: deque[Run] = deque(maxlen=_RUNS)

    @property
    def lines(self) -> Sequence[Line]:
        """What the newest run wrote."""
        return self._runs[-1].lines if self._runs else ()

    def begin(self, environment: Mapping[str, str]) -> None:
        """A run starts; one with the same settings as the last is still under the last change."""
        last = self._runs[-1] if self._runs else None
        changed = _difference(last.environment, environment) if last else frozenset()
        again = last is not None and not changed
        self._runs.append(Run(dict(environment), last.changed if last and again else changed, again))

    def add(self, line: Line) -> None:
        """It wrote a line."""
        if self._runs:
            self._runs[-1].lines.append(line)

    def ready(self) -> None:
        """It has come up."""
        if self._runs:
            self._runs[-1].ready = True

    def end(self, exit_code: int | None, *, by_request: bool) -> None:
        """It has ended, by itself or because somebody stopped it."""
        if self._runs and self._runs[-1].ended is None:
            run = self._runs[-1]
            run.ended, run.exit_code, run.by_request = datetime.now(UTC), exit_code, by_request

    def forget(self) -> None:
        """Drop the past; the present run has nothing changed and nothing logged."""
        if self._runs:
            last = self._runs[-1]
            self._runs.clear()
            last.changed, last.again = frozenset(), False
            last.lines.clear()
            self._runs.append(last)

    def describe(self, environment: Mapping[str, str]) -> list[dict[str, Any]]:
        """As JSON, newest first; `reverted` are the changed variables that `environment` has otherwise by now."""
        return [_describe(run, environment) for run in reversed(self._runs)]


def _describe(run: Run, environment: Mapping[str, str]) -> dict[str, Any]:
    return {
        "started_at": run.started.isoformat(),
        "ended_at": run.ended.isoformat() if run.ended else None,
        "exit_code": run.exit_code,
        "by_request": run.by_request,
        "ready": run.ready,
        "again": run.again,
        "changed": sorted(run.changed),
        "reverted": sorted(run.changed & _difference(run.environment, environment)),
        "log": [{"at": line.at.isoformat(), "text": line.text} for line in list(run.lines)[-_TOLD:]],
    }


def _difference(before: Mapping[str, str], after: Mapping[str, str]) -> frozenset[str]:
    return frozenset(name for name in {*before, *after} if before.get(name) != after.get(name))
