"""The stage that waits for one JSON message."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.handlers.golden_path.walking import SESSION, Product, closing, plan_of

WANTED = {"type": "accepted", "note": "{{marker}}"}
RIGHT = {"type": "accepted", "note": SESSION.marker}


def _walk(stream: list[Any], **more: Any) -> str:
    stages = [
        {"stage": "connect", "kind": "connect", "url": "ws://shop.test/ws"},
        {"stage": "order", "kind": "send", "text": "order"},
        {"stage": "accepted", "kind": "message", "json": WANTED, "within": 2, **more},
    ]
    outcome = Product(stream).walk(plan_of({"stages": stages}))
    return outcome.failure.id if outcome.failure else ""


@pytest.mark.parametrize(
    ("stream", "more", "name"),
    [
        ([RIGHT], {}, ""),
        ([{"type": "busy"}, RIGHT], {}, ""),
        ([{"type": "busy"}, RIGHT], {"strict": True}, "unexpected-message"),
        ([], {}, "no-reply"),
        ([{"type": "busy"}] * 30, {}, "no-reply"),
        ([closing(1013)], {}, "early-close-1013"),
        (["{"], {}, "not-json"),
        ([[1]], {}, "wrong-type"),
        ([{"type": "accepted", "note": "gp-ffffffffffffffff"}], {}, "foreign-event"),
        ([RIGHT], {"capture": {"order": "id"}}, "capture-missing"),
    ],
)
def test_what_comes_is_held_to_what_is_expected(stream: list[Any], more: dict[str, Any], name: str) -> None:
    stream = [json.dumps(item) if isinstance(item, list) else item for item in stream]
    assert _walk(stream, **more) == name


def test_a_stage_without_a_connection_fails_by_name() -> None:
    outcome = Product().walk(plan_of({"stages": [{"stage": "listen", "kind": "message", "json": {}}]}))
    assert outcome.failure
    assert outcome.failure.id == "not-connected"
