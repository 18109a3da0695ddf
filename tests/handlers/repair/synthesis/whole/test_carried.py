from __future__ import annotations

from handlers.repair.synthesis.whole.carried import broken_out, carried, closed_up, spaced


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


def test_comments_of_new_lines_stand_off_from_the_code() -> None:
    before = ["a = 1# one", "b = f(2# two", 'c = "#"', "# d"]
    after = ["a = 1# one", "b = f(2)# two", 'c = g("#")', "# d", "e  # f"]
    assert spaced(before, after) == ["a = 1# one", "b = f(2)  # two", 'c = g("#")', "# d", "e  # f"]


def test_a_body_goes_below_its_header_where_the_file_has_it_so() -> None:
    before = ["    if a[1:2] return b", "x = 1"]
    after = ["    if a[1:2]: return b", "x = 1"]
    assert broken_out(before, after) == ["    if a[1:2]:", "        return b", "x = 1"]
    assert broken_out([*before, "if x: y()"], after) == after
    assert broken_out(["d = {1: 2"], ["d = {1: 2}", "for x in d:  # why"]) == ["d = {1: 2}", "for x in d:  # why"]
