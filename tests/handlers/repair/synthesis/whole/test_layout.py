from __future__ import annotations

import pytest

from handlers.repair.synthesis.effort import Effort, Meter
from handlers.repair.synthesis.whole.layout import head_of, nest


@pytest.mark.parametrize(
    ("damaged", "widths"),
    [
        ("def f():\n   a()\n    b()\n", [0, 4, 4]),
        ("if x:\n    a()\n  else:\n    b()\n", [0, 4, 0, 4]),
        ("def f():\n    a()\n        b()\n        c()\n    d()\n", [0, 4, 4, 4, 4]),
        ("try:\n    a()\nexcept E:\n    b()\nc()\n", [0, 4, 0, 4, 0]),
    ],
)
def test_statements_stand_where_the_layout_means_them(damaged: str, widths: list[int]) -> None:
    found = nest([head_of([line], 4) for line in damaged.splitlines()], 4, Meter(Effort.within(60.0)))
    assert [width for width, _ in found] == widths
    assert not any(empty for _, empty in found)


def test_a_block_without_lines_is_told() -> None:
    found = nest(
        [head_of([line], 4) for line in ("class A:", "    def f(self):", "    def g(self):", "        x()")],
        4,
        Meter(Effort.within(60.0)),
    )
    assert found == [(0, False), (4, False), (4, True), (8, False)]


def test_a_spent_effort_still_nests_along_the_likeliest_way() -> None:
    heads = [head_of([line], 4) for line in ("if x:", "    a()", "b()")]
    spent = Meter(Effort(units=0.0, deadline=0.0))
    assert [width for width, _ in nest(heads, 4, spent)] == [0, 4, 0]
