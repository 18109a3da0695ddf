from __future__ import annotations

from handlers.repair.synthesis.whole.atoms import Atom, flat, groups, layout_price

LINES = ["x = f(", "    1,", ")", "if x:", "    y()", "z()"]
ATOMS = [Atom(("",) if line == "z()" else (), (line,)) for line in LINES]


def test_deeper_lines_and_closers_belong_to_the_statement_above() -> None:
    assert list(groups(ATOMS)) == [(0, 3), (3, 4), (4, 5), (5, 6)]


def test_what_stands_before_the_first_is_no_part_of_a_statement() -> None:
    assert flat(ATOMS[4:]) == ("    y()", "", "z()")
    assert flat(ATOMS[5:]) == ("z()",)


def test_a_statement_against_the_layout_is_dearer() -> None:
    assert layout_price(ATOMS, 0, 3) == 0.0 < layout_price(ATOMS, 0, 2)
    assert layout_price(ATOMS, 3, 5) > layout_price(ATOMS, 3, 4) == 0.0


def test_a_header_ends_where_nothing_is_left_open_even_without_its_colon() -> None:
    atoms = [Atom((), (line,)) for line in ("def f(a)", "    b()", "if (x", "    and y)", "    c()")]
    assert list(groups(atoms)) == [(0, 1), (1, 2), (2, 4), (4, 5)]
