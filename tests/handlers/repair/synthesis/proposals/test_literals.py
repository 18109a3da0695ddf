from __future__ import annotations

import pytest

from handlers.repair.synthesis.proposals.literals import propose
from tests.handlers.repair.synthesis.proposals.scenes import texts_of


@pytest.mark.parametrize(
    ("broken", "fixed"),
    [
        ("x = {a = 1, b = 2}\n", "x = {a : 1, b : 2}\n"),
        ("x = {a = 1, b = 2}\n", "x = {'a' : 1, 'b' : 2}\n"),
        ("x = {a = 1, b = 2}\n", "x = dict(a = 1, b = 2)\n"),
        ("x = {a: 1, b: 2, .}\n", "x = {'a': 1, 'b': 2, .}\n"),
        ("x = {'a': {'b': 1}, {'c': 2}}\n", "x = {'a': {'b': 1,'c': 2}}\n"),
        ('x = ["a" n "b"]\n', 'x = ["a" , "b"]\n'),
        ("x = [1, 2, etc...]\n", "x = [1, 2, ...]\n"),
        ("x = [1, ..]\ny = [2, ..]\n", "x = [1, ...]\ny = [2, ...]\n"),
        ("x =\ny = 1\n", "x =[]\ny = 1\n"),
        ("class A(B)/l\n    c\n", "class A(B):\n    c\n"),
        ('x = <a href="b">c</a>\n', "x = '<a href=\"b\">c</a>'\n"),
        ("x = <p>\n  it's\n</p>\n", 'x = """<p>\n  it\'s\n</p>"""\n'),
    ],
)
def test_the_mend_is_among_the_proposals(broken: str, fixed: str) -> None:
    assert fixed in texts_of(broken, propose)
