"""From outcomes to a report, without any network."""

from __future__ import annotations

import json
from typing import Any

from handlers.core.report import Role, Status
from handlers.golden_path.crowd import Level
from handlers.golden_path.outcome import Outcome
from handlers.golden_path.reporting import Setting, walk_report
from handlers.golden_path.walk import Session
from tests.handlers.golden_path.walking import NOW, Product, after, event, good_events, plan, refusing

SETTING = Setting("staging", {}, str)


def _walk(number: int, product: Product) -> Outcome:
    return product.walk(plan(), Session(number, "gp-0123456789abcdef", "u", NOW))


def test_one_that_passed() -> None:
    report = walk_report([_walk(1, Product(good_events()))], [Level(1, 1)], SETTING)
    assert (report.status, report.headline) == (Status.HEALTHY, "passed in 800 ms")
    assert report.causes == ()
    assert "sessions" not in report.data
    assert [file.name for file in report.files] == ["waterfall.png"]


def test_the_hardest_failure_is_the_cause_and_the_others_symptoms() -> None:
    stream: list[Any] = [
        after(3, good_events()[0]),
        *good_events()[1:4],
        event("agent_completed", 4, final_response=""),
    ]
    report = walk_report([_walk(1, Product(stream))], [Level(1, 0)], SETTING)
    assert [(finding.id, finding.role) for finding in report.findings] == [
        ("empty-answer", Role.CAUSE),
        ("slow-first-event", Role.SYMPTOM),
    ]
    assert report.causes[0].service == ""


def test_many_that_passed() -> None:
    outcomes = [_walk(number, Product(good_events())) for number in range(1, 5)]
    report = walk_report(outcomes, [Level(4, 4)], SETTING)
    assert report.headline == "passed for 4 of 4 sessions at once, p95 800 ms"
    assert report.data["sessions"]["starts_to_fail_at"] is None
    assert report.tables[1].columns == ("", "p50", "p90", "p95", "p99", "max")


def test_many_some_of_which_failed() -> None:
    good, bad = Product(good_events()), Product(handshake=refusing(503))
    outcomes = [_walk(number, bad if number > 2 else good) for number in range(1, 6)]
    report = walk_report(outcomes, [Level(5, 2), Level(1, 1), Level(2, 2)], SETTING)
    assert report.headline == (
        "failed for 3 of 5 sessions at connect: the handshake was answered 503 Service Unavailable: "
        "the server is overloaded or stopping; holds at 2 at once, fails from 5"
    )
    assert report.data["sessions"]["failures"] == {"handshake-503": 3}
    json.dumps(report.data)


def test_a_service_named_by_the_stage_gets_the_hand_over() -> None:
    report = walk_report([_walk(1, Product(handshake=refusing(503)))], [Level(1, 0)], SETTING)
    assert report.causes[0].next_step == "No instance took the connection: diagnose the backend and its scaling."
