from __future__ import annotations

from handlers.repair.synthesis.whole.conflicts import settle_conflicts

SPLIT = "import os\n<<<<<<< HEAD\n{ours}=======\n{theirs}>>>>>>> branch\nx = 1\n"


def test_both_sides_are_kept_where_they_compile_together() -> None:
    assert settle_conflicts(SPLIT.format(ours="a = 1\n", theirs="b = 2\n")) == "import os\na = 1\nb = 2\nx = 1\n"


def test_a_side_of_blank_lines_adds_none() -> None:
    assert settle_conflicts(SPLIT.format(ours="a = 1\n", theirs="\n")) == "import os\na = 1\nx = 1\n"
    assert settle_conflicts(SPLIT.format(ours="\n", theirs="b = 2\n")) == "import os\nb = 2\nx = 1\n"


def test_else_theirs_stands_beside_ours_as_comments() -> None:
    settled = settle_conflicts(SPLIT.format(ours="def f(a):\n", theirs="def f(b):\n") + "    return 2\n")
    assert settled == "import os\ndef f(a):\n# def f(b):\nx = 1\n    return 2\n"


def test_a_text_without_marks_is_none_of_its_business() -> None:
    assert settle_conflicts("x = 1\n=======\n") is None
