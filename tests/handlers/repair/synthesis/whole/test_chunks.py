from __future__ import annotations

from handlers.repair.synthesis.whole.chunks import chunks
from handlers.repair.synthesis.whole.parts import METHOD

LINES = ["import os", "class A:", "    def f(self):", "        pass", "", "    def g(self):", "        pass", ""]


def test_chunks_grow_from_the_method_to_the_class() -> None:
    methods = [line for name in "fgh" for line in (f"    def {name}(self):", "        a", "")]
    lines = ["import os", "", "class A:", *methods]
    found = [(part.begin, part.end, bool(head)) for part, head in chunks(lines, 7)]
    assert found == [(6, 9, True), (2, 12, False)]


def test_the_method_comes_first_and_can_be_judged_alone() -> None:
    found = [(LINES[part.begin], head) for part, head in chunks(LINES, 6)]
    assert found == [("    def g(self):", METHOD), ("class A:", "")]


def test_a_line_outside_of_methods_is_in_its_top_part_alone() -> None:
    assert [part.begin for part, _ in chunks(LINES, 0)] == [0]


def test_a_part_that_binds_names_of_the_function_around_it_is_not_judged_without_that() -> None:
    lines = ["def f():", "    x = 1", "    def g():", "        nonlocal x", "    def h():", "        pass"]
    assert [part.begin for part, _ in chunks(lines, 3)] == [0]
    assert [part.begin for part, _ in chunks(lines, 5)] == [4, 0]
