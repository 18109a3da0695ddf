from __future__ import annotations

from handlers.repair.synthesis.whole.parts import Part, inner_parts, top_parts


def test_definitions_and_imports_at_the_margin_open_parts() -> None:
    lines = ["import a", "x = (", "", "@deco", "def f():", "    pass", "class C:", "    x = 1"]
    assert top_parts(lines) == [Part(0, 3), Part(3, 6), Part(6, 8)]


def test_methods_are_parts_and_the_head_goes_with_the_first() -> None:
    lines = [
        "class C:",
        "    x = 1",
        "    def f(self):",
        "        pass",
        "    @deco",
        "    def g(self):",
        "        pass",
    ]
    assert inner_parts(lines) == [Part(0, 4), Part(4, 7)]


def test_a_function_is_one_part() -> None:
    assert inner_parts(["def f():", "    def g():", "        pass"]) == [Part(0, 3)]
