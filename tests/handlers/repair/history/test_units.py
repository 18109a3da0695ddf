"""Where an aligned file is cut."""

from __future__ import annotations

from handlers.repair.history.align import align
from handlers.repair.history.units import cut
from handlers.repair.words import split_lines


def test_neighbours_that_compile_only_together_are_one_unit():
    ancestor = 'names = ["a"]\ntotal = 1\nlast = 2\n'
    later = 'names = ["a",\n    "b"]\nlast = 2\n'
    units = cut(ancestor, align(split_lines(ancestor), split_lines(later)))
    assert all(unit.judge([piece.new_text for piece in unit.pieces]) for unit in units)


def test_a_method_is_judged_at_the_indentation_of_its_class():
    ancestor = "class A:\n    x = 1\n    y = 2\n    z = 3\n"
    damaged = ancestor.replace("    z = 3", "      z = 3")
    units = cut(ancestor, align(split_lines(ancestor), split_lines(damaged)))
    refused = [unit for unit in units if not unit.judge([piece.new_text for piece in unit.pieces])]
    assert ["".join(piece.new_text for piece in unit.pieces) for unit in refused] == ["      z = 3\n"]
