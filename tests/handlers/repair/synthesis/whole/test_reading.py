from __future__ import annotations

from handlers.repair.synthesis.effort import Effort, Meter
from handlers.repair.synthesis.whole.reading import names_of, read_part, step


def read(text: str) -> str:
    lines = text.split("\n")
    return "\n".join(read_part(lines, lambda _: None, names_of(lines), Meter(Effort.within(60.0))))


def test_a_damaged_part_is_read_whole() -> None:
    damaged = 'def f(a]:\n    # why\n    x = g(A", "b)\n  PRE CHECK\n   return {"k: x},"\n'
    assert read(damaged) == 'def f(a):\n    # why\n    x = g("A", "b")\n    return {"k": x}\n'


def test_what_nothing_mends_is_put_aside_alone() -> None:
    assert read("def f():\n    a = = b ( = \n    return 1\n") == "def f():\n    # a = = b ( = \n    return 1\n"


def test_a_test_without_its_body_fails() -> None:
    found = read("def test_a():\ndef g():\n    if x:\n    elif y:\n        z()\n")
    assert "raise AssertionError" in found.split("\n")[1]
    assert "pass" in found


def test_tabs_stay_tabs() -> None:
    assert read("def f(a]:\n\tx()\n\t\ty()\n") == "def f(a):\n\tx()\n\ty()\n"


def test_the_step_is_the_commonest() -> None:
    assert step(["a:", "  b:", "    c", "d:", "  e"]) == 2
