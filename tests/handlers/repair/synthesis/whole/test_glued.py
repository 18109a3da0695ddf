from __future__ import annotations

import pytest

from handlers.repair.synthesis.whole.slips import mend_slips

HEALTHY = '''class Box:
    size: int = 1
    name: str = "a"

    def __init__(self, size):
        """Make one."""
        super().__init__()
        self.size = size
        self.name = str(size)
        return None

    def area(self):
        return self.size


def main():
    Box(1).area()
'''


@pytest.mark.parametrize(
    ("apart", "glued"),
    [
        ("size\n        self", "size self"),
        ('"""\n        super', '"""super'),
        ("size\n        self.name = str(size)\n        return", "size self.name = str(size) return"),
        ("1\n    name", "1 name"),
        ("size):\n        ", "size): "),
        ("return None\n\n    def", "return None def"),
        ("return self.size\n\n\ndef", "return self.size def"),
    ],
)
def test_statements_on_one_line_get_lines_of_their_own(apart: str, glued: str) -> None:
    assert apart in HEALTHY
    assert mend_slips(HEALTHY.replace(apart, glued)) == HEALTHY


@pytest.mark.parametrize("text", ["x = a b\n", "this is said of x()\n", "x = f(a b)\n", "if x return y\n"])
def test_what_is_no_row_of_statements_is_left_alone(text: str) -> None:
    assert mend_slips(text) == text
