from __future__ import annotations

import pytest

from handlers.diagnosis.catalogue import CATALOGUE
from handlers.diagnosis.evidence import Effect
from handlers.diagnosis.matching import Matcher, matcher_of, texts
from tests.handlers.diagnosis.seeing import bad, ok

MATCHER = matcher_of(CATALOGUE)


def test_observations_alike_share_one_reading() -> None:
    first = MATCHER.best(bad("http", "status", status=503, url="http://a"), [])
    assert first is not None
    assert first is MATCHER.best(bad("http", "status", status=503, url="http://b"), [])
    assert first is not MATCHER.best(bad("http", "status", status=404, url="http://a"), [])


def test_other_probes_of_the_service_are_asked_where_it_matters() -> None:
    refused = bad("http", "refused")
    alone, running = MATCHER.best(refused, [refused]), MATCHER.best(refused, [refused, ok("process")])
    assert alone is not None
    assert running is not None
    assert (alone.entry.id, running.entry.id) == ("{service}-down", "wrong-port")


def test_an_observation_with_text_wants_all_its_readings() -> None:
    seen = bad("http", "status", status=500, body="relation messages does not exist")
    assert MATCHER.best(seen, []) is None
    assert {reading.entry.id for reading in MATCHER.readings(seen, [])} == {"{service}-failing", "migration-pending"}


def test_what_a_stopped_service_logged_before_is_not_why_it_stopped() -> None:
    seen = bad("process", "stopped", log="ERROR No space left on device")
    assert {reading.category for reading in MATCHER.readings(seen, [])} == {"probe"}


@pytest.mark.parametrize(
    ("status", "effect"),
    [
        (502, Effect.CUT_OFF),
        (503, Effect.ERROR),
        (401, Effect.DENIED),
        (404, Effect.PARTIAL),
        (429, Effect.ERROR),
    ],
)
def test_a_status_decides_how_it_shows(status: int, effect: Effect) -> None:
    assert MATCHER.readings(bad("http", "status", status=status), [])[0].effect == effect


@pytest.mark.parametrize("first", [404, "404"])
def test_what_was_seen_before_changes_no_reading(first: object) -> None:
    matcher = Matcher(CATALOGUE)
    matcher.best(bad("http", "status", status=first), ())
    number, word = (matcher.best(bad("http", "status", status=status), ()) for status in (404, "404"))
    assert number is not None
    assert word is not None
    assert (number.effect, word.effect) == (Effect.PARTIAL, Effect.ERROR)


def test_texts_are_gathered_from_wherever_they_are() -> None:
    facts = {"exception": "KeyError", "message": "'A'", "log": ["one", "two"], "groups": [{"message": "three"}], "n": 1}
    assert set(texts(facts)) == {"KeyError", "'A'", "KeyError: 'A'", "one", "two", "three"}
