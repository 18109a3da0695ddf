"""The order of events, without anything around it."""

from __future__ import annotations

from handlers.golden_path.sequence import Sequence
from handlers.stack.journey_parts import Expect
from tests.handlers.golden_path.walking import KINDS


def _taken(expect: Expect, *kinds: str) -> tuple[Sequence, list[str]]:
    sequence = Sequence(expect)
    failures = [failure.id for kind in kinds if (failure := sequence.take(kind, "t"))]
    return sequence, failures


def test_what_is_awaited_is_said() -> None:
    expect = Expect(events=KINDS)
    awaited = [_taken(expect, *KINDS[:count])[0].awaited for count in range(5)]
    assert awaited == list(KINDS)


def test_an_event_may_be_allowed_to_repeat() -> None:
    expect = Expect(events=KINDS, repeat=("agent_thinking",))
    sequence, failures = _taken(expect, KINDS[0], KINDS[1], KINDS[1], *KINDS[2:])
    assert failures == []
    assert sequence.complete


def test_a_repeatable_event_still_has_its_place() -> None:
    expect = Expect(events=KINDS, repeat=("agent_thinking",))
    assert _taken(expect, *KINDS[:3], KINDS[1])[1] == ["wrong-order"]


def test_without_tool_pairs_every_event_comes_once() -> None:
    expect = Expect(events=KINDS, tools=None)
    assert _taken(expect, *KINDS[:3], KINDS[2])[1] == ["repeated-event"]


def test_other_products_have_other_events() -> None:
    sequence, failures = _taken(Expect(events=("placed", "paid", "shipped")), "placed", "paid", "shipped")
    assert sequence.complete
    assert failures == []


def test_a_missing_event_is_known_when_the_last_has_come() -> None:
    sequence, failures = _taken(Expect(events=("placed", "paid", "shipped")), "placed", "shipped")
    assert failures == []
    assert sequence.missing
    assert sequence.missing.at == "paid"
