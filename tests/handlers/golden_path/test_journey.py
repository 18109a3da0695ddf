"""The whole pure machine, in virtual time: the healthy walk, every named failure, budgets, clean-up."""

from __future__ import annotations

import json
from typing import Any

import jwt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.golden_path.journey import Journey
from handlers.golden_path.outcome import Mark
from handlers.golden_path.template import base64url
from handlers.golden_path.wire import (
    Answered,
    Close,
    Closed,
    Connect,
    Connected,
    Http,
    Send,
    Stopped,
    Unreachable,
    Wait,
)
from tests.handlers.golden_path.walking import (
    KINDS,
    NOW,
    SESSION,
    Product,
    after,
    answering,
    closing,
    event,
    good_events,
    plan,
    plan_of,
    refusing,
    token,
    with_token,
)

PLAN = plan()


def _without(*places: int) -> list[dict[str, Any]]:
    return [made for place, made in enumerate(good_events()) if place not in places]


def _changed(place: int, **changes: Any) -> list[dict[str, Any]]:
    return [event(kind, number, **(changes if number == place else {})) for number, kind in enumerate(KINDS)]


def _inserted(place: int, extra: Any) -> list[Any]:
    events: list[Any] = good_events()
    return [*events[:place], extra, *events[place:]]


def _swapped(first: int, second: int) -> list[dict[str, Any]]:
    kinds = list(KINDS)
    kinds[first], kinds[second] = kinds[second], kinds[first]
    return [event(kind, number) for number, kind in enumerate(kinds)]


def test_a_healthy_walk_passes_every_stage() -> None:
    product = Product(good_events())
    outcome = product.walk(plan())
    assert outcome.passed, outcome.failure
    assert [stage.name for stage in outcome.stages] == [
        "login",
        "token",
        "connect",
        "send",
        "events",
        "answer",
        "close",
    ]
    assert {stage.mark for stage in outcome.stages} == {Mark.PASSED}
    assert [seen.kind for seen in outcome.events] == list(KINDS)
    assert outcome.answer == "You spent 12 EUR."


def test_timings_leave_the_quiet_after_the_last_event_out() -> None:
    outcome = Product(good_events(), pace=0.1).walk(plan(), start=50.0)
    timings = outcome.timings
    assert timings["first_event"] == pytest.approx(0.1)
    assert timings["gaps"] == pytest.approx([0.1] * 4)
    assert timings["answer"] == pytest.approx(0.5)
    assert timings["total"] == pytest.approx(0.1 + 0.1 + 0.5 + 0.1)


FAULTS: dict[str, Product] = {
    "missing-event": Product(_without(1)),
    "wrong-order": Product(_swapped(1, 2)),
    "tool-name-missing": Product(_changed(2, tool_name=None)),
    "results-missing": Product(_changed(3, results=None)),
    "duplicate-event": Product(_inserted(2, event("agent_thinking", 1))),
    "foreign-event": Product(_inserted(2, event("agent_thinking", 9, user_id="user-2"))),
    "silent-agent": Product([]),
    "slow-first-event": Product([after(3, good_events()[0]), *good_events()[1:]]),
    "early-close-1011": Product([*good_events()[:2], closing(1011, "boom")]),
    "empty-answer": Product(_changed(4, final_response="  ")),
    "error-event": Product(_inserted(2, {"type": "error", "message": "model overloaded"})),
    "token-expired": Product(http=with_token(token(iat=NOW - 900, exp=NOW - 300))),
    "token-alg-none": Product(http=with_token(jwt.encode({"sub": "u"}, "", algorithm="none"))),
    "handshake-403": Product(handshake=refusing(403)),
    "subprotocol-dropped": Product(handshake=lambda _, at: Connected(at, None)),
    "repeated-event": Product(_inserted(2, event("agent_thinking", 1, event_id="e-new"))),
    "unknown-event": Product(_inserted(2, event("agent_dreaming", 1))),
    "wrong-type": Product(_changed(1, agent_name=7)),
    "missing-field": Product(_changed(1, run_id=None)),
    "foreign-run": Product(_changed(2, run_id="run-2")),
    "foreign-thread": Product(_changed(2, thread_id="thread-2")),
    "clock-backwards": Product(_changed(2, timestamp="2027-01-15T07:00:00Z")),
    "late-answer": Product(good_events()[:4]),
    "text-after-completion": Product([*good_events(), {"type": "text", "text": "and also"}]),
    "not-json": Product(["<html>"]),
    "login-404": Product(http=answering(404, b"no such route")),
    "login-502": Product(http=answering(502)),
    "login-not-json": Product(http=answering(200, b"hello")),
    "login-refused": Product(http=lambda _, at: Unreachable(at, "refused")),
    "login-timeout": Product(http=lambda _, at: Answered(at + 9, 200)),
    "token-missing": Product(http=answering(200, b"{}")),
    "token-malformed": Product(http=with_token("abc")),
    "connect-refused": Product(handshake=lambda _, at: Unreachable(at, "refused")),
    "connect-timeout": Product(handshake=lambda _, at: Connected(at + 9)),
    "early-close-4401": Product([closing(4401, "bad token")]),
    "early-close-1006": Product([closing(1006)]),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_each_failure_has_its_name(fault: str) -> None:
    outcome = FAULTS[fault].walk(plan())
    assert outcome.failure is not None
    assert outcome.failure.id == fault
    assert outcome.failure.stage in [stage.name for stage in outcome.stages if stage.mark is Mark.FAILED]


@pytest.mark.parametrize("fault", FAULTS)
def test_what_was_opened_is_closed_after_every_failure(fault: str) -> None:
    product = FAULTS[fault]
    product.walk(plan())
    opened = product.handshake is None and product.sent(Connect)
    closed_by_server = fault.startswith("early-close")
    assert len(product.sent(Close)) == (1 if (opened and not closed_by_server) or fault == "subprotocol-dropped" else 0)


def test_the_headline_says_where_and_what() -> None:
    outcome = Product(_changed(3, results=None)).walk(plan())
    assert outcome.failure
    assert outcome.failure.headline == "tool_completed: `results` missing"
    assert outcome.failure.event["event_id"] == "e-3"


def test_stages_after_a_failure_are_skipped() -> None:
    outcome = Product(handshake=refusing(502)).walk(plan())
    assert [stage.mark for stage in outcome.stages][2:] == [Mark.FAILED] + [Mark.SKIPPED] * 4


def test_tool_pairs_repeat_and_interleave() -> None:
    kinds = ["tool_executing", "tool_executing", "tool_completed", "tool_executing", "tool_completed", "tool_completed"]
    tools = ["a", "b", "b", "a", "a", "a"]
    pairs = [event(kind, n + 2, tool_name=tool) for n, (kind, tool) in enumerate(zip(kinds, tools, strict=True))]
    stream = [*good_events()[:2], *pairs, event("agent_completed", 20)]
    assert Product(stream).walk(plan()).passed


def test_a_tool_that_never_completes_is_a_missing_event() -> None:
    extra = event("tool_executing", 3, tool_name="other", event_id="e-x")
    outcome = Product(_inserted(4, extra)).walk(plan())
    assert outcome.failure
    assert (outcome.failure.id, outcome.failure.at) == ("missing-event", "tool_completed")


def test_a_tool_completed_after_the_end_is_out_of_order() -> None:
    outcome = Product(_swapped(3, 4)).walk(plan())
    assert outcome.failure
    assert outcome.failure.id == "wrong-order"


def test_a_planted_marker_of_another_session_is_foreign() -> None:
    outcome = Product(_changed(4, final_response="as you asked in gp-ffffffffffffffff")).walk(plan())
    assert outcome.failure
    assert outcome.failure.id == "foreign-event"


def test_the_marker_is_planted_in_the_message() -> None:
    product = Product(good_events())
    product.walk(plan())
    assert json.loads(product.sent(Send)[0].text)["message"] == f"Summarise yesterday's spend [{SESSION.marker}]"


def test_a_slow_first_event_does_not_hide_a_harder_failure_behind_it() -> None:
    stream: list[Any] = [after(3, good_events()[0]), *_changed(3, results=None)[1:]]
    outcome = Product(stream).walk(plan())
    assert [failure.id for failure in outcome.failures] == ["results-missing", "slow-first-event"]
    slow = Product([after(3, good_events()[0]), *_changed(4, final_response="")[1:]]).walk(plan())
    assert [failure.id for failure in slow.failures] == ["empty-answer", "slow-first-event"]


def test_a_stage_near_its_budget_is_slow_and_passes() -> None:
    outcome = Product(good_events(), http=lambda _, at: Answered(at + 1.6, 200, _login())).walk(plan())
    assert outcome.passed
    assert outcome.stages[0].mark is Mark.SLOW
    assert outcome.notes == ("login took 1.70 s of its 2 s",)


def _login() -> bytes:
    return json.dumps({"access_token": token()}).encode()


def test_the_whole_budget_cuts_a_wait_short() -> None:
    outcome = Product(good_events()[:2]).walk(plan(within=3))
    assert outcome.failure
    assert outcome.failure.id == "over-budget"


def test_a_gap_past_its_budget_is_named_and_the_rest_still_seen() -> None:
    stream: list[Any] = [good_events()[0], after(1.5, good_events()[1]), *good_events()[2:]]
    outcome = Product(stream).walk(plan(expect={"gap_within": 1}))
    assert [failure.id for failure in outcome.failures] == ["slow-gap"]
    assert len(outcome.events) == 5


def test_an_endless_run_is_broken_off() -> None:
    pairs = [event(KINDS[2 + n % 2], n % 60, event_id=f"p-{n}", timestamp=NOW + 60 + n) for n in range(6000)]
    outcome = Product([*good_events()[:2], *pairs], pace=0.0001).walk(plan())
    assert outcome.failure
    assert outcome.failure.id == "too-many-events"


def test_a_bad_close_is_a_remark_and_no_failure() -> None:
    class Rude(Product):
        def _answer(self, effect: Any, now: float) -> Any:
            return Closed(now, 1011) if isinstance(effect, Close) else super()._answer(effect, now)

    outcome = Rude(good_events()).walk(plan())
    assert outcome.passed
    assert outcome.notes == ("close: 1011: internal error: an exception in the server ended the connection",)


def test_a_bearer_header_shows_the_token() -> None:
    product = Product(good_events())
    assert product.walk(plan(connect={"auth": "bearer"})).passed
    assert product.sent(Connect)[0].headers["Authorization"].startswith("Bearer eyJ")


def test_a_subprotocol_shows_the_token() -> None:
    product = Product(good_events())
    product.walk(plan())
    assert product.sent(Connect)[0].subprotocols == (f"jwt.{base64url(token())}",)


def test_logout_is_called_after_success_and_after_failure() -> None:
    logout = {"url": "http://auth.test/logout"}
    for stream in (good_events(), []):
        product = Product(stream)
        outcome = product.walk(plan(logout=logout))
        assert [stage.name for stage in outcome.cleanup][-1] == "logout"
        assert product.sent(Http)[-1].headers["Authorization"].startswith("Bearer eyJ")


def test_logout_is_left_out_where_there_is_no_token() -> None:
    product = Product(http=answering(500))
    outcome = product.walk(plan(logout={"url": "http://auth.test/logout"}))
    assert len(product.sent(Http)) == 1
    assert [stage.mark for stage in outcome.cleanup] == [Mark.SKIPPED]


def test_a_failed_logout_is_a_note_and_no_failure() -> None:
    def http(effect: Http, at: float) -> Answered:
        return Answered(at, 500 if "logout" in effect.url else 200, _login())

    outcome = Product(good_events(), http=http).walk(plan(logout={"url": "http://auth.test/logout"}))
    assert outcome.passed
    assert outcome.notes == (
        "clean-up, logout: answered 500 Internal Server Error: an exception in the server; "
        f"look at the backend's log ({_login().decode()[:300]})",
    )


RESUME = {"after": "tool_executing", "send": {"type": "resume", "after": "{{last_event_id}}", "run": "{{run_id}}"}}


def test_a_journey_resumes_after_its_connection_was_dropped() -> None:
    product = Product(good_events()[:3], after_resume=good_events()[3:])
    outcome = product.walk(plan(resume=RESUME))
    assert outcome.passed, outcome.failure
    assert json.loads(product.sent(Send)[1].text) == {"type": "resume", "after": "e-2", "run": "run-1"}
    assert len(product.sent(Connect)) == 2


@pytest.mark.parametrize(
    ("rest", "name"),
    [
        (good_events()[4:], "resume-lost-event"),
        (good_events()[2:], "resume-duplicate-event"),
        ([], "resume-lost-event"),
    ],
)
def test_what_a_resume_loses_or_doubles_is_named(rest: list[dict[str, Any]], name: str) -> None:
    outcome = Product(good_events()[:3], after_resume=rest).walk(plan(resume=RESUME))
    assert outcome.failure
    assert outcome.failure.id == name


def test_other_products_are_described_by_stages() -> None:
    stages = [
        {"stage": "visit", "kind": "http", "url": "http://shop.test/cart", "capture": {"cart": "id"},
         "expect": {"json": {"state": "open"}}},
        {"stage": "open", "kind": "connect", "url": "ws://shop.test/ws/{{cart}}"},
        {"stage": "order", "kind": "send", "json": {"cart": "{{cart}}"}},
        {"stage": "confirmed", "kind": "message", "json": {"cart": "{{cart}}", "status": "ok"},
         "capture": {"order": "order"}, "within": 3},
        {"stage": "cancel", "kind": "http", "method": "DELETE", "url": "http://shop.test/orders/{{order}}",
         "always": True},
    ]  # fmt: skip
    product = Product(
        [{"status": "busy"}, {"status": "ok", "cart": 7, "order": "a/b"}],
        http=answering(200, b'{"id": 7, "state": "open"}'),
    )
    outcome = product.walk(plan_of({"stages": stages}))
    assert outcome.passed, outcome.failure
    assert product.sent(Http)[-1].url == "http://shop.test/orders/a%2Fb"
    assert json.loads(product.sent(Send)[0].text) == {"cart": 7}


def test_a_run_that_is_called_off_still_closes() -> None:
    journey = Journey(plan(), SESSION)
    journey.start(0)
    journey.receive(Answered(1, 200, _login()))
    effects = journey.receive(Connected(2, f"jwt.{base64url(token())}"))
    assert isinstance(effects[-1], Wait)
    effects = journey.receive(Stopped(3))
    assert isinstance(effects[-1], Close)
    journey.receive(Closed(3.1, 1000))
    assert journey.finished
    assert journey.outcome().failures[0].id == "stopped"


_events = st.builds(
    event,
    st.sampled_from([*KINDS, "error", "ping", "surprise"]),
    st.integers(0, 9),
    user_id=st.sampled_from(["user-1", "user-1", "user-1", "user-2", None]),
    results=st.sampled_from([{"rows": 1}, None]),
)
_items = st.one_of(_events, st.text(), st.binary(), st.just(closing(1011)), st.sampled_from(good_events()))


@settings(deadline=None)
@given(st.lists(_items, max_size=12))
def test_no_sequence_of_messages_breaks_the_journey_and_only_the_right_one_passes(stream: list[Any]) -> None:
    outcome = Product(stream).walk(PLAN)
    right = [item for item in stream if not (isinstance(item, dict) and item.get("type") == "ping")]
    if outcome.passed:
        kinds = [item["type"] for item in right if isinstance(item, dict)]
        assert kinds[:2] == list(KINDS[:2])
        assert kinds[len(outcome.events) - 1] == KINDS[-1]
        assert len({item["event_id"] for item in right[: len(outcome.events)]}) == len(outcome.events)


@settings(deadline=None)
@given(st.permutations(range(5)))
def test_of_all_orders_only_the_right_one_passes(order: list[int]) -> None:
    stream = [event(KINDS[place], number) for number, place in enumerate(order)]
    assert Product(stream).walk(PLAN).passed == (list(order) == [0, 1, 2, 3, 4])


@settings(deadline=None)
@given(st.lists(st.sampled_from([0, 1, 2, 3, 4]), max_size=7))
def test_of_all_choices_of_events_only_the_right_ones_pass(choice: list[int]) -> None:
    stream = [event(KINDS[place], number, tool_name="t") for number, place in enumerate(choice)]
    middle = choice[2:-1]
    opened = [2 * (place == 2) - 1 for place in middle]
    balanced = all(sum(opened[: end + 1]) >= 0 for end in range(len(opened))) and sum(opened) == 0
    right = choice[:2] == [0, 1] and choice[-1:] == [4] and set(middle) == {2, 3} and balanced
    assert Product(stream).walk(PLAN).passed == right
