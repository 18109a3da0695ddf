from __future__ import annotations

from handlers.repair.synthesis.whole.carried import carried, closed_up


def test_comments_between_moved_lines_move_along() -> None:
    before = ["if x:", "a = 1", "# why", "b = 2"]
    assert carried(before, ["if x:", "    a = 1", "# why", "    b = 2"])[2] == "    # why"


def test_the_inside_of_a_docstring_moves_with_its_first_line() -> None:
    before = ["    def f():", '    """Say.', "", "    Args:", "        a: b", '    """']
    after = [*before[:1], '        """Say.', *before[2:]]
    assert carried(before, after) == [
        "    def f():",
        '        """Say.',
        "",
        "        Args:",
        "            a: b",
        '        """',
    ]


def test_text_at_the_margin_of_a_docstring_stays() -> None:
    before = ["def f():", '  """Say.', "more", '  """']
    after = [before[0], '    """Say.', *before[2:]]
    assert carried(before, after) == after


def test_any_other_mend_stays_as_it_is() -> None:
    assert carried(["x = (1", "# why", "y"], ["x = (1)", "# why", "y"]) == ["x = (1)", "# why", "y"]
    assert carried(["a"], ["a", "b"]) == ["a", "b"]


def test_no_empty_line_is_left_where_a_line_went() -> None:
    assert closed_up(["a", "{", "b", "", "c"], ["a", "", "b", "", "c"]) == ["a", "b", "", "c"]
    assert closed_up(["a", "", "b"], ["a", "", "x", "", "b"]) == ["a", "", "x", "", "b"]
