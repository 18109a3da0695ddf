from __future__ import annotations

from typing import Any

from handlers.probes.cloud_run_runs import exits_of, fails_at_start, past
from handlers.probes.cloud_run_state import CloudRunService
from handlers.probes.log_groups import Entry
from handlers.probes.reasons import Reason

NAMES = ("r1", "r2", "r3")


def revision(name: str, **env: str) -> dict[str, Any]:
    listed = [{"name": key, "value": value} for key, value in env.items()]
    created = f"2026-11-0{name[1]}T10:00:00Z"
    return {
        "metadata": {"name": name, "creationTimestamp": created},
        "spec": {"containers": [{"image": "api:1", "env": listed}]},
    }


def entry(text: str, name: str = "r2") -> Entry:
    return Entry(f"2026-11-0{name[1]}T10:00:01Z", name, "WARNING", text)


def service(status: str = "False", reason: str = "") -> CloudRunService:
    condition = {"type": "Ready", "status": status, "reason": reason}
    return CloudRunService.parse({"metadata": {"name": "api"}, "status": {"conditions": [condition]}})


def test_the_ends_of_containers_are_read_from_the_platform_s_words() -> None:
    ends = [entry("Container called exit(1)."), entry("Container called exit(0)."), entry("exit(3)")]
    assert exits_of(ends) == [1]
    assert fails_at_start([entry("Default STARTUP TCP probe failed 1 time")])
    assert not fails_at_start(ends)


def test_a_revision_that_crashed_counts_while_what_it_changed_is_deployed() -> None:
    items = [revision("r1"), revision("r2", RATES="x"), revision("r3", RATES="x", MODE="y")]
    log = [entry("Container called exit(1)."), entry("Container called exit(1).")]
    (ended,) = [told for told in past(service(), items, log) if told["reason"] == Reason.EXITED]
    assert (ended["exit_code"], ended["restarts"]) == (1, 1)
    assert "RATES is still as it was then" in ended["detail"]
    mended = [*items[:2], revision("r3", MODE="y")]
    assert [told["reason"] for told in past(service(), mended, log)] == []


def test_one_killed_for_its_memory_ended_with_137_and_one_shut_down_still_tells_why_it_fell() -> None:
    items = [revision("r1"), revision("r2", CACHE="9")]
    killed = [entry("Memory limit of 256 MiB exceeded with 300 MiB used.")]
    told = past(service("False", "Retired"), items, killed)
    assert (told[0]["reason"], told[0]["exit_code"]) == (Reason.EXITED, 137)


def test_a_service_that_is_up_and_was_not_changed_has_no_past() -> None:
    assert past(service("True"), [revision("r1")], [entry("fine", "r1")]) == []
    assert past(service("True"), [], []) == []
