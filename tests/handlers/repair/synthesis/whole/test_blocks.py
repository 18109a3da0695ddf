from __future__ import annotations

import pytest

from handlers.repair.synthesis.whole.slips import mend_slips

METHOD = '''class Box:
    """A box."""

    def open(self):
        return self.lid

{margin}def shut(self):
        return not self.lid

    def turn(self):
        return self
'''


def test_a_header_at_the_margin_goes_back_into_its_class() -> None:
    assert mend_slips(METHOD.format(margin="")) == METHOD.format(margin="    ")


def test_a_body_of_comments_alone_ends_with_pass() -> None:
    broken = "if x:\n    # later\n\ny = 1\n"
    assert mend_slips(broken) == broken.replace("later\n", "later\n    pass\n")


@pytest.mark.parametrize("broken", ["try:\n#     a()\nfinally:\n    b()\n", "if x:\n\nelse:\n    y = 1\n"])
def test_a_body_without_a_line_of_code_gets_pass(broken: str) -> None:
    head, rest = broken.split("\n", 1)
    assert mend_slips(broken) == f"{head}\n    pass\n{rest}"


def test_a_line_a_space_too_far_in_goes_back() -> None:
    healthy = "def f():\n    # why\n    a = 1\n    b = 2\n    return a + b\n"
    assert mend_slips(healthy.replace("    a = 1", "     a = 1")) == healthy
