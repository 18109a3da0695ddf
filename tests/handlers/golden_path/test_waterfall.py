"""The waterfall picture."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from handlers.golden_path.outcome import Outcome
from handlers.golden_path.waterfall import describe, draw_waterfall
from tests.handlers.golden_path.walking import Product, after, answering, good_events, plan

WALKS = {
    "passed": Product(good_events()),
    "slow": Product([after(3, good_events()[0]), *good_events()[1:]]),
    "refused": Product(http=answering(502)),
    "many events": Product([good_events()[0], *[{"type": "extra", "event_id": f"x{n}"} for n in range(200)]]),
}


@pytest.mark.parametrize("name", WALKS)
def test_every_kind_of_walk_can_be_drawn_for_a_phone(name: str) -> None:
    outcome = WALKS[name].walk(plan(expect={"allow_unknown": True}))
    with Image.open(BytesIO(draw_waterfall(outcome, f"a headline, {name} " * 12))) as image:
        assert image.size[0] == 1080
        assert image.size[1] < 3000
        assert len(image.getcolors(1 << 20) or ()) > 8


def test_a_walk_without_any_stage_can_be_drawn() -> None:
    assert draw_waterfall(Outcome(1, ()), "").startswith(b"\x89PNG")


def test_the_picture_is_described_in_words() -> None:
    outcome = Product(http=answering(502)).walk(plan())
    words = describe(outcome, "failed at login")
    assert "failed at login" in words
    assert "connect skipped" in words
