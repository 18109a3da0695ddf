"""One replacement field, mended by the cheapest edits that compile."""

from __future__ import annotations

from handlers.repair.fields import Fields


def test_fields_that_are_whole_stay_as_they_are():
    body = "{a:{width}} {{b}} \\N{BULLET} {c!r}"
    assert Fields("f", '"', 100).mended(body) == body


def test_nothing_is_found_without_trials():
    assert Fields("f", '"', 0).mended("{len(a} b") is None
