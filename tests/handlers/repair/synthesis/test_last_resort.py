from __future__ import annotations

from math import inf

from handlers.repair.synthesis.effort import Effort, Meter
from handlers.repair.synthesis.last_resort import drop_lines


def test_refused_lines_become_comments_and_no_word_is_lost() -> None:
    [candidate] = drop_lines("x = 1\nthis is no code\ny = 2\n", Meter(Effort.within(1.0)))
    assert candidate.source == "x = 1\n# this is no code\ny = 2\n"
    assert [edit.line for edit in candidate.edits] == [2]


def test_a_text_of_which_nothing_would_be_left_is_left_alone() -> None:
    assert drop_lines("this is no code\n", Meter(Effort.within(1.0))) == []


def test_no_more_lines_become_comments_than_asked_for() -> None:
    text = "x = 1\n" + "this is no code\n" * 5
    assert drop_lines(text, Meter(Effort.within(1.0)), most=4) == []
    assert len(drop_lines(text, Meter(Effort.within(1.0)), most=5)[0].edits) == 5


def test_it_ends_when_what_is_kept_back_for_it_is_used_up() -> None:
    meter = Meter(Effort(units=1_000.0, deadline=inf))
    meter.spend(1_000.0)
    assert drop_lines("x = 1\nthis is no code\n", meter) != []
    assert drop_lines("x = 1\n" + "this is no code\n" * 30, meter) == []
