from __future__ import annotations

from handlers.repair.synthesis.last_resort import drop_lines


def test_refused_lines_become_comments_and_no_word_is_lost() -> None:
    [candidate] = drop_lines("x = 1\nthis is no code\ny = 2\n")
    assert candidate.source == "x = 1\n# this is no code\ny = 2\n"
    assert [edit.line for edit in candidate.edits] == [2]


def test_a_text_of_which_nothing_would_be_left_is_left_alone() -> None:
    assert drop_lines("this is no code\n") == []
