from __future__ import annotations

import pytest

from handlers.repair.synthesis.whole.python2 import modernised


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("print 'a', b\n", "print('a', b)\n"),
        ("print\nprint 1\n", "print()\nprint(1)\n"),
        ("print a,\n", 'print(a, end=" ")\n'),
        ("print >>f, a\nprint 1\n", "print(a, file=f)\nprint(1)\n"),
        ("if a: print a\nelse: print b; c()\nprint 2\n", "if a: print(a)\nelse: print(b); c()\nprint(2)\n"),
        ("try:\n    a()\nexcept E, e:\n    b()\n", "try:\n    a()\nexcept E as e:\n    b()\n"),
        ("raise E, 'why'\n", "raise E('why')\n"),
        ("print 1\nif a <> 10L: pass\n", "print(1)\nif a != 10: pass\n"),
        ("print '''a\nb''' + c\n", "print('''a\nb''' + c)\n"),
        ("print (a)\nprint b\n", "print (a)\nprint (b)\n"),
    ],
)
def test_old_statements_are_written_as_new_ones(old: str, new: str) -> None:
    assert modernised(old) == new


@pytest.mark.parametrize("text", ["print(1)\n", "print = 1\n", "x = 'print a'\n", "def f(:\n    print(x)\n", ""])
def test_a_text_without_a_sign_of_python_2_is_left_alone(text: str) -> None:
    assert modernised(text) is None
