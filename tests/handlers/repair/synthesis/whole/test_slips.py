from __future__ import annotations

import pytest

from handlers.repair.synthesis.whole.slips import mend_slips


def test_an_import_in_the_middle_of_a_block_is_indented_as_the_block_is() -> None:
    broken = "def f():\n    try:\n        a()\nimport json\n        json.loads('')\n    finally:\n        b()\n"
    assert mend_slips(broken) == broken.replace("\nimport", "\n        import")


def test_an_import_that_the_file_has_already_is_left_out() -> None:
    broken = "import json\n\n\nclass A:\n    x = 1\nimport json\n\n    def f(self):\n        return json\n"
    assert mend_slips(broken) == "import json\n\n\nclass A:\n    x = 1\n\n    def f(self):\n        return json\n"


@pytest.mark.parametrize(
    ("broken", "mended"),
    [
        ('x = f"a {\n    b} c"\n', 'x = f"a {b} c"\n'),
        ("x = f'{f(a,\n    b)} c'\n", "x = f'{f(a, b)} c'\n"),
        ("x = 1\n// say why\ny = 2\n", "x = 1\n# say why\ny = 2\n"),
    ],
)
def test_strings_broken_in_their_braces_and_foreign_comments_are_set_right(broken: str, mended: str) -> None:
    assert mend_slips(broken) == mended


@pytest.mark.parametrize("text", ["", "x = 1\n", 'x = "a\ny = "b\n', 'x = f"{a} b\ny = 2\n'])
def test_anything_else_is_left_to_the_search(text: str) -> None:
    assert mend_slips(text) == text


def test_a_late_future_import_and_another_fault_are_both_mended() -> None:
    broken = "import os\nfrom __future__ import annotations\n\nx = f(, zone)\n"
    assert mend_slips(broken) == "from __future__ import annotations\n\nimport os\n\nx = f()\n"


def test_a_fault_that_hid_one_above_it_is_mended() -> None:
    broken = "x = a not is b\ny = 1\nz = [\n    {1: {2: 3},\n]\n"
    assert mend_slips(broken) == "x = a is not b\ny = 1\nz = [\n    {1: {2: 3}},\n]\n"
