from __future__ import annotations

import pytest

from handlers.repair.synthesis.whole.slips import mend_slips


@pytest.mark.parametrize(
    ("broken", "mended"),
    [
        ("x = 1\n<<<<<<< HEAD\ny = 2\n", "x = 1\ny = 2\n"),
        ("x = 1\n=======\ny = 2\n>>>>>>> other\n", "x = 1\ny = 2\n"),
        ("TODO[A-1]: Say what - is missing\nimport os\n", "# TODO[A-1]: Say what - is missing\nimport os\n"),
        (" /tools/reader.py\nimport os\n", "# /tools/reader.py\nimport os\n"),
        ("x = [\n    1,\n# ]\ny = 2\n", "x = [\n    1,\n]\ny = 2\n"),
        (
            "with a() as b, \\  # why\n     c() as d:\n    pass\n",
            "# why\nwith a() as b, \\\n     c() as d:\n    pass\n",
        ),
        (
            'if a.startswith(")  # ") and b:\n    pass\n'.replace('# ")', '# "'),
            'if a.startswith("#") and b:\n    pass\n',
        ),
        ('f(g("a")  # say "x"\n', 'f(g("a"))  # say "x"\n'),
        ('x = [a for a in b if c(")  # TAG:"]\ny = 1\n', 'x = [a for a in b if c("# TAG:")]\ny = 1\n'),
        ('x = get(a, ")  # cccccc", 1\ny = get(b, ")  # Why"\n', 'x = get(a, "#cccccc"), 1\ny = get(b, "# Why")\n'),
        (
            "if a:\n    # from c import (\n        C,\n        D as E,\n    )\n    b()\n",
            "if a:\n    # from c import (\n    #     C,\n    #     D as E,\n    # )\n    b()\n",
        ),
    ],
)
def test_comments_and_marks_no_longer_damage_what_is_beside_them(broken: str, mended: str) -> None:
    assert mend_slips(broken) == mended


@pytest.mark.parametrize("text", ["x = [\n    1,\n    # )\ny = 2\n", "# a note\n    call(x)\n"])
def test_other_comments_say_nothing(text: str) -> None:
    assert mend_slips(text) == text
