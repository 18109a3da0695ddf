"""One pass tells plain files from those that may hide something, whatever surrounds it."""

from __future__ import annotations

import pytest

from handlers.repair.scan.screen import suspicions

_PLAIN = b'''"""What *this* is (a test)."""

from __future__ import annotations

from collections.abc import Iterable


async def read(items: Iterable[int] = (), *args: int, **options: int) -> dict[str, int]:
    """Read `items`:

    * the first, and
    * the others.
    """
    for item in items:
        with open(f"{item:>{options['width']}}", "rb") as one, open("other") as two:
            try:
                found = await one.read(two, [item, *args], **options)
            except OSError:
                return {"a": {"b": (item,)}}
    return {str(item): -item for item in items if not found}
'''
_HIDING = {
    "nul": b"x = 1  # \0\n",
    "debug": b"f(__debug__ = 1)\n",
    "nonlocal": b"def f():\n    x = 1\n    def g():\n        x = 2\n        nonlocal x\n",
    "annotation": b"from __future__ import annotations\nx: f(\n    (yield)) = 1\n",
    "generator": b"async def f():\n\n    yield 1\n    return 2\n",
    "star": b"x = 1\n*x\n",
    "items": b"with (\n    " + b"a, " * 21 + b"b,\n):\n    pass\n",
    "except*": b"for x in y:\n    try:\n        pass\n    except* A:\n        break\n",
    "case": b"match x:\n    case [y | 1]:\n        pass\n",
    "formats": b"x = f'{*a}'\n",
    "brackets": b"x = " + b"[f(), " * 95 + b"]" * 95 + b"\n",
    "blocks": b"".join(b" " * n + b"while x:\n" for n in range(21)) + b" " * 21 + b"pass\n",
    "runs": b"x = " + b"- " * 600 + b"-" * 3000 + b"1\n",
    "chains": b"x = (a\n" + b"".join(b"  + name%d\n" % n for n in range(4000)) + b")\n",
}


@pytest.mark.parametrize("ending", [b"\n", b"\r\n"])
def test_plain_code_raises_no_suspicion(ending):
    assert suspicions(_PLAIN.replace(b"\n", ending), formats_nest=False) == []


@pytest.mark.parametrize(("name", "text"), _HIDING.items(), ids=_HIDING)
def test_what_is_hidden_is_suspected_wherever_it_stands(name, text):
    for data in (text, _PLAIN * 40 + text, text + _PLAIN * 40, b"# (a, b\n" + text):
        assert name in suspicions(data, formats_nest=False)


def test_a_cookie_raises_suspicion_unless_it_says_what_is_so_anyway():
    assert suspicions(b"# coding: latin-1\n", formats_nest=False) == ["cookie"]
    assert suspicions(b"#!python\n# -*- coding: UTF_8 -*-\n", formats_nest=False) == []


def test_a_text_that_keeps_changing_the_automaton_is_read_to_its_end():
    hostile = b"".join(b"%s*f(%d %s\nwith a,b,\n" % (b" " * (n % 99), n**7, b"([{" * (n % 9)) for n in range(3000))
    assert "nul" in suspicions(hostile + b"\0", formats_nest=False)
