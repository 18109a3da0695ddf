"""What is too deep or too long for the compiler."""

from __future__ import annotations

import pytest

from handlers.repair.scan.depth import brackets, chains, indented, many_items, nested, runs


def _nest(*headers: str) -> bytes:
    return "".join("    " * at + header + "\n" for at, header in enumerate(headers)).encode()


def test_brackets_count_while_they_are_open():
    assert brackets(b"(" * 95 + b")" * 95)
    assert brackets(b"[f(), {" * 60)
    assert not brackets(b"((1), [2], {3: (4)})" * 500)


@pytest.mark.parametrize("header", ["for x in y:", "while x:", "with a:", "with a as b, c as d:", "try:"])
def test_the_blocks_a_header_may_make_are_added_up(header):
    assert any(nested(_nest(*[header] * 21)))
    assert not any(nested(_nest(*[header] * 6)))


def test_few_headers_are_enough_where_each_makes_several_blocks():
    assert any(nested(_nest(*["try:"] * 7)))
    assert any(nested(_nest("with a, b, c, d, e, f, g:", "with a, b, c, d, e, f, g:", "with a, b, c, d, e, f, g:")))
    assert any(nested(_nest("with f(a[1:2],", "with f(a[1:2],", "with f(a[1:2],")))


def test_deep_indentation_is_seen():
    assert indented(b"if x:\n" + b" " * 99 + b"y\n")
    assert not indented(b"if x:\n" + b" " * 80 + b"y\n")


def test_only_commas_between_the_items_of_a_with_statement_count():
    assert list(many_items(b"with " + b"a, " * 21 + b"b:\n    pass\n")) == [0]
    assert not list(many_items(b"with f(" + b"a, " * 21 + b"b):\n    pass\n"))


def test_links_count_where_nothing_else_stands_between_them():
    assert chains(b"a + " * 1000 + b"b\n")
    assert chains(b"x = a" + b".b()" * 400 + b"\n")
    assert not chains(b"f(a + b)\n" * 1000)


def test_signs_within_strings_are_no_links():
    assert not chains(b"x = {\n" + b"    'a-b', \"c+d\",\n" * 1000 + b"}\n")
    assert chains(b"x = (\n" + b"    'it\\'s' + \"a\" +\n" * 1000 + b"'')\n")


def test_runs_of_digits_and_signs_are_seen():
    assert runs(b"x = " + b"1" * 4301)
    assert runs(b"x = " + b"~" * 700 + b"1")
    assert not runs(b"# " + b"-" * 79 + b"\n" + b"0" * 100)
