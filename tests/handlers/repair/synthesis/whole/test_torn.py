from __future__ import annotations

import pytest

from handlers.repair.synthesis.whole.slips import mend_slips


@pytest.mark.parametrize(
    ("broken", "mended"),
    [
        ('def f():\n    print("a\n")\n    return 1\n', 'def f():\n    print("a\\n")\n    return 1\n'),
        ('x = g(\n    "a b\n        c")\n', 'x = g(\n    "a b c")\n'),
        ('x = f"a {b if \\\n    c else d}"\n', 'x = f"a {b if c else d}"\n'),
        ('x = f"a {name[l \\\n    ine]}"\n', 'x = f"a {name[line]}"\n'),
    ],
)
def test_a_string_broken_over_lines_is_whole_again(broken: str, mended: str) -> None:
    assert mend_slips(broken) == mended


@pytest.mark.parametrize(
    ("broken", "mended"),
    [
        ("c\nlass A(B):\n    x = 1\n", "class A(B):\n    x = 1\n"),
        ("cl\nass A(B):\n    x = 1\n", "class A(B):\n    x = 1\n"),
        ("class \nA(B):\n    x = 1\n", "class A(B):\n    x = 1\n"),
        ("# ====\n======\nx = 1\n", "# ==========\nx = 1\n"),
        ("x[1]\n    = 3\n", "x[1] = 3\n"),
    ],
)
def test_a_line_broken_where_none_can_be_is_whole_again(broken: str, mended: str) -> None:
    assert mend_slips(broken) == mended
