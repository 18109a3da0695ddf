from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from handlers.probes.process_runs import crashes_in_a_row, crashes_within, last_exit, past_of
from handlers.probes.reasons import Reason

NOW = datetime(2026, 11, 1, 10, 0, tzinfo=UTC)
TRACEBACK = [
    "Traceback (most recent call last):",
    '  File "/app/rates.py", line 3, in load',
    "    return 1 / rate",
    "TypeError: unsupported operand",
]


def run(*log: str, **more: Any) -> dict[str, Any]:
    """One that runs; newest first is how they are told."""
    lines = [{"at": NOW.isoformat(), "text": text} for text in log]
    started = {"started_at": NOW.isoformat(), "ended_at": None, "exit_code": None, "by_request": False}
    return {**started, "ready": True, "again": False, "changed": [], "reverted": [], "log": lines, **more}


def crash(*log: str, **more: Any) -> dict[str, Any]:
    return run(*log, **{"ended_at": NOW.isoformat(), "exit_code": 1, **more})


def reasons(answer: dict[str, Any]) -> list[tuple[str, Any]]:
    return [(told["reason"], told.get("exit_code")) for told in past_of(answer)]


def test_an_earlier_crash_counts_while_what_was_changed_for_it_is_in_force() -> None:
    crashed = crash(*TRACEBACK, changed=["RATES_FILE"])
    answer = {"state": "running", "runs": [run(changed=["PORT"]), crashed]}
    told = past_of(answer)[0]
    assert told["reason"] == Reason.EXITED
    assert (told["exit_code"], told["exception"], told["restarts"]) == (1, "TypeError", 0)
    assert "RATES_FILE is still as it was then" in told["detail"]
    answer["runs"] = [run(changed=["RATES_FILE"]), {**crashed, "reverted": ["RATES_FILE"]}]
    assert reasons(answer) == []


def test_runs_that_followed_by_themselves_are_one_ending() -> None:
    again = crash(*TRACEBACK, changed=["A"], again=True)
    runs = [run(changed=["B"]), again, again, crash(*TRACEBACK, changed=["A"]), run(ended_at="x", by_request=True)]
    (ended,) = [told for told in past_of({"state": "running", "runs": runs}) if told["reason"] == Reason.EXITED]
    assert ended["restarts"] == 2


@pytest.mark.parametrize(("state", "told"), [("exited", False), ("stopped", True)])
def test_the_end_a_process_shows_now_is_told_once(state: str, told: bool) -> None:
    assert (Reason.EXITED in [reason for reason, _ in reasons({"state": state, "runs": [crash()]})]) is told


@pytest.mark.parametrize(
    ("state", "changed", "logged"),
    [("running", [], False), ("running", ["RELEASE"], True), ("stopped", [], True)],
)
def test_a_log_speaks_where_its_process_does_not_run_or_was_changed(
    state: str, changed: list[str], logged: bool
) -> None:
    answer = {"state": state, "runs": [run("ERROR relation x does not exist", changed=changed)]}
    assert [reason for reason, _ in reasons(answer)] == ([Reason.LOGGED] if logged else [])


def test_a_log_is_told_without_frames_and_without_saying_a_thing_twice() -> None:
    lines = [*TRACEBACK, "10:00 refused", "10:01 refused"]
    (told,) = past_of({"state": "stopped", "runs": [run(*lines)]})
    assert told["log"].splitlines() == [TRACEBACK[0], TRACEBACK[3], "10:00 refused"]


@pytest.mark.parametrize(
    ("stamp", "skew"),
    [
        ("2026-11-01 11:00:00.000+00:00 INFO x", 3600.0),
        ("2026-11-01T09:00:00Z x", -3600.0),
        ("2026-11-01 10:01:00.000+00:00 INFO x", None),
        ("2026-11-01 11:00:00,000 INFO local time, perhaps", None),
    ],
)
def test_a_log_dated_by_another_clock_tells_of_it(stamp: str, skew: float | None) -> None:
    told = [each for each in past_of({"state": "stopped", "runs": [run(stamp)]}) if each["reason"] == Reason.CLOCK_SKEW]
    assert [each["skew_seconds"] for each in told] == ([] if skew is None else [skew])


def test_crashes_are_counted_while_they_say_something() -> None:
    runs = [run(), crash(), crash(), crash(ready=False), crash()]
    assert crashes_in_a_row({"runs": runs}) == 2
    assert crashes_within({"runs": runs}, timedelta(minutes=1), NOW) == 3
    assert crashes_within({"runs": [crash(reverted=["A"])]}, timedelta(minutes=1), NOW) == 0
    assert crashes_within({"runs": runs}, timedelta(minutes=1), NOW + timedelta(hours=1)) == 0
    assert crashes_within({}, timedelta(minutes=1), NOW) is None
    assert last_exit({"runs": [run(), crash(exit_code=137)]}) == 137
    assert last_exit({}) is None
