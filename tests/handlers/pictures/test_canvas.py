"""Words and numbers that fit a picture."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.pictures.canvas import Canvas, duration, lettering, ticks


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


@settings(deadline=None, max_examples=30)
@given(st.text(max_size=60), st.integers(60, 400))
def test_words_are_cut_in_their_middle_to_their_room(words: str, room: int) -> None:
    canvas = Canvas(10, 10)
    assert canvas.measure(canvas.fit_middle(words, 26, room), 26) <= room or len(words) < 3


def test_a_copy_is_drawn_on_by_itself() -> None:
    canvas = Canvas(100, 40)
    white = canvas.png()
    canvas.copy().text((10, 20), "words", 20)
    assert canvas.png() == white


def test_letters_mix_with_what_they_stand_on() -> None:
    canvas = Canvas(200, 40)
    canvas.draw.rectangle((0, 0, 200, 40), fill="#C62828")
    canvas.stamp((10, 20), lettering("words", 20), colour="#FFFFFF", on="#C62828")
    colours = canvas.image.convert("RGB").getcolors(1 << 16) or []
    assert len(colours) > 2
    assert all(colour[0] >= 0xC6 for _, colour in colours if isinstance(colour, tuple))
