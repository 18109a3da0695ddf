"""Words and numbers that fit a picture."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.pictures.canvas import Canvas, duration, ticks


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "<1 ms"), (0.012, "12 ms"), (0.9996, "1 s"), (2, "2 s"), (3.44, "3.4 s"), (119, "119 s"), (180, "3 min")],
)
def test_a_duration_is_said(seconds: float, words: str) -> None:
    assert duration(seconds) == words


@settings(deadline=None)
@given(st.floats(0.001, 1e5))
def test_there_are_a_few_round_ticks_within_the_axis(longest: float) -> None:
    made = list(ticks(longest, 4))
    assert 2 <= len(made) <= 6
    assert made[0] == 0
    assert made[-1] <= longest * 1.001


@settings(deadline=None, max_examples=30)
@given(st.text(max_size=60), st.integers(40, 400))
def test_words_are_cut_to_their_room(words: str, room: int) -> None:
    canvas = Canvas(10, 10)
    assert canvas.measure(canvas.fit(words, 26, room), 26) <= room or len(words) < 2
