"""The stage that makes one HTTP request."""

from __future__ import annotations

from typing import Any

import pytest

from handlers.golden_path.wire import Http
from tests.handlers.golden_path.walking import Product, answering, plan_of

LOOK = {"stage": "look", "kind": "http", "url": "http://shop.test/cart"}
NEXT = {"stage": "next", "kind": "http", "url": "http://shop.test/{{cart}}", "header": {"X-Cart": "{{cart}}"}}


def _walk(body: bytes, status: int = 200, **look: Any) -> tuple[Product, str]:
    product = Product(http=answering(status, body))
    outcome = product.walk(plan_of({"stages": [{**LOOK, **look}]}))
    return product, outcome.failure.id if outcome.failure else ""


@pytest.mark.parametrize(
    ("look", "body", "name"),
    [
        ({}, b"anything", ""),
        ({"expect": {"json": {"state": "open"}}}, b'{"state": "open"}', ""),
        ({"expect": {"json": {"state": "open"}}}, b'{"state": "shut"}', "look-json"),
        ({"expect": {"json": {"a.b": 1}}}, b"[]", "look-json"),
        ({"expect": {"json": {"state": "open"}}}, b"<html>", "look-not-json"),
        ({"expect": {"schema": "agent-events"}}, b"{}", "look-missing-field"),
        ({"capture": {"cart": "id"}}, b'{"id": 7}', ""),
        ({"capture": {"cart": "id"}}, b'{"id": null}', "capture-missing"),
        ({"capture": {"cart?": "id"}}, b"{}", ""),
        ({"capture": {"cart": "id"}}, b"[" * 100_000, "look-not-json"),
    ],
)
def test_the_answer_is_held_to_what_is_expected(look: dict[str, Any], body: bytes, name: str) -> None:
    assert _walk(body, **look)[1] == name


def test_one_of_several_statuses_will_do() -> None:
    assert _walk(b"", 204, expect={"status": [200, 204]})[1] == ""
    assert _walk(b"", 201, expect={"status": [200, 204]})[1] == "look-201"


def test_a_capture_feeds_the_next_stage() -> None:
    product = Product(http=answering(200, b'{"id": "a b"}'))
    assert product.walk(plan_of({"stages": [{**LOOK, "capture": {"cart": "id"}}, NEXT]})).passed
    request = product.sent(Http)[1]
    assert request.url == "http://shop.test/a%20b"
    assert request.headers == {"X-Cart": "a b"}


def test_a_stage_whose_value_was_never_captured_fails_by_name() -> None:
    outcome = Product(http=answering(200)).walk(plan_of({"stages": [LOOK, NEXT]}))
    assert outcome.failure
    assert (outcome.failure.id, outcome.failure.stage) == ("capture-missing", "next")
