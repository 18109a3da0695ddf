"""Recorded walks, replayed in virtual time."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.core.errors import Permanent
from handlers.core.redaction import Redactor
from handlers.golden_path.capture import Recorder, replay
from handlers.golden_path.journey import Journey
from handlers.golden_path.template import base64url
from handlers.golden_path.wire import Answered, Closed, Connected, Input, Received
from tests.handlers.golden_path.walking import KEY, SESSION, event, good_events, plan, token

RECORDED = """\
{"capture": 1, "number": 1, "marker": "gp-0123456789abcdef", "uuid": "u", "wall": 1800000000.0}
{"at": 0.21, "input": "answered", "status": 200, "body": "{\\"access_token\\": \\"TOKEN\\"}"}
{"at": 0.30, "input": "connected", "subprotocol": "jwt.removed"}
"""


PLAN = plan()


def _story(last: float = 4.0) -> list[str]:
    rows = RECORDED.replace("TOKEN", token().rpartition(".")[0] + ".removed").splitlines()
    for number, made in enumerate(good_events()):
        at = last if number == 4 else 0.5 + number / 10
        rows.append(json.dumps({"at": at, "input": "received", "data": json.dumps(made)}))
    return [*rows, json.dumps({"at": last + 1, "input": "closed", "code": 1000, "reason": ""})]


def test_a_recorded_walk_passes_again() -> None:
    outcome = replay(_story(), plan())
    assert outcome.passed, outcome.failure
    assert outcome.timings["answer"] == pytest.approx(3.7)
    assert outcome.timings["first_event"] == pytest.approx(0.2)


def test_a_team_can_try_another_budget_on_last_weeks_walk() -> None:
    outcome = replay(_story(last=9.0), plan(expect={"within": 5}))
    assert outcome.failure
    assert outcome.failure.id == "late-answer"


def test_a_signature_that_was_removed_is_not_held_against_the_walk() -> None:
    assert replay(_story(), plan(token={"key": KEY})).passed


@pytest.mark.parametrize("length", range(1, 9))
def test_a_capture_that_ends_early_ends_in_a_named_failure(length: int) -> None:
    outcome = replay(_story()[:length], plan())
    assert outcome.failure or length == 8


def test_what_is_recorded_holds_no_secret_and_replays() -> None:
    recorder = Recorder(SESSION, Redactor(["hunter2secret"]))
    recorder.begin(100.0)
    body = json.dumps({"access_token": token(), "refresh_token": "hunter2secret"}).encode()
    events: list[Input] = [Answered(100.1, 200, body), Connected(100.2, f"jwt.{base64url(token())}")]
    events += [Received(100.3 + n / 10, json.dumps(made)) for n, made in enumerate(good_events())]
    events += [Received(100.9, b"\xff\x00"), Closed(101.5, 1000)]
    for made in events:
        recorder(made)
    lines = recorder.lines()
    assert "hunter2secret" not in lines
    assert token().rpartition(".")[2] not in lines
    assert base64url(token()) not in lines
    outcome = replay(lines.splitlines(), plan())
    assert outcome.failure
    assert outcome.failure.id == "not-json"


@pytest.mark.parametrize(
    "lines",
    [
        [],
        ["{}"],
        ["nonsense"],
        ["[1]"],
        [RECORDED.splitlines()[0], '{"at": 1, "input": "teleported"}'],
        [RECORDED.splitlines()[0], '{"at": "later", "input": "elapsed"}'],
        [RECORDED.splitlines()[0], '{"input": "elapsed"}'],
    ],
)
def test_what_is_no_capture_is_refused(lines: list[str]) -> None:
    with pytest.raises(Permanent):
        replay(lines, plan())


@settings(deadline=None)
@given(st.lists(st.sampled_from(_story()[1:]), max_size=9))
def test_no_shuffled_capture_breaks_the_replay(rows: list[str]) -> None:
    outcome = replay([_story()[0], *rows], PLAN)
    assert outcome.passed or outcome.failure


def test_an_input_after_the_end_changes_nothing() -> None:
    journey = Journey(plan(), SESSION)
    journey.start(0)
    journey.receive(Answered(1, 500))
    assert journey.finished
    before = journey.outcome()
    assert journey.receive(Received(2, json.dumps(event("agent_started", 0)))) == ()
    assert journey.outcome() == before
