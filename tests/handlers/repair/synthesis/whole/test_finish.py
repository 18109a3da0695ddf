from __future__ import annotations

from handlers.repair.synthesis.whole.finish import broken_out, closed_below, finished, spaced


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


def test_quotes_at_the_end_of_a_docstring_go_below_it_where_the_file_has_them_so() -> None:
    before, after = ['    """Say.', "", "    More."], ['    """Say.', "", '    More."""']
    assert closed_below(before, after) == [*before, '    """']
    assert closed_below([*before, '    Else."""'], after) == after


def test_what_was_there_is_not_laid_out_anew() -> None:
    lines = ["a = 1# one", "if x: y()", 'z = """a', 'b"""', '"""']
    assert finished(lines, [*lines, "c(2)# two"]) == [*lines, "c(2)  # two"]
