from __future__ import annotations

from collections import Counter

import pytest

from handlers.repair.synthesis.effort import Effort, Meter
from handlers.repair.synthesis.whole.atoms import Atom
from handlers.repair.synthesis.whole.statements import Reader


def read(text: str) -> list[str]:
    reader = Reader(lambda _: None, Counter(["assert_equal", "self", "check"]), Meter(Effort.within(60.0)))
    return ["\n".join(each.lines) for each in reader.read([Atom((), (line,)) for line in text.splitlines()])]


@pytest.mark.parametrize(
    ("damaged", "healthy"),
    [
        ("x = f(\n    1,\n]\ny()", ["x = f(\n    1,\n)", "y()"]),
        ("x = f(1\ny()", ["x = f(1)", "y()"]),
        ("a()\n    b()\nc()", ["a()", "b()", "c()"]),
        ("check(a))\ny()", ["check(a)", "y()"]),
        ("assert_equalself)\ny()", ["assert_equal(self)", "y()"]),
        ("def f(a:\n    y()", ["def f(a):", "y()"]),
    ],
)
def test_damage_stays_within_its_statement(damaged: str, healthy: list[str]) -> None:
    assert [each.lstrip() for each in read(damaged)] == healthy


def test_damage_beside_its_healthy_twin_goes() -> None:
    assert read("f('a')\nf(a')\ny()") == ["f('a')", "y()"]
