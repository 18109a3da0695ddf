"""What ruff misses must be a suspect, whatever ruff says; what is plain must not be."""

from __future__ import annotations

import pytest

from handlers.repair.scan.screen import suspicions
from handlers.repair.scan.suspects import confirms

HIDDEN = {
    "nul in a comment": "x = 1  # \0\n",
    "unknown cookie": "# -*- coding: foobar -*-\nx = 1\n",
    "latin cookie": "# coding: latin-1\nx = 1\n",
    "digits": "x = " + "9" * 4400 + "\n",
    "brackets": "x = " + "(" * 201 + ")" * 201 + "\n",
    "indentation": "".join(" " * n + "if x:\n" for n in range(101)) + " " * 101 + "pass\n",
    "blocks": "".join(" " * n + "for x in y:\n" for n in range(21)) + " " * 21 + "pass\n",
    "keyword debug": "f(__debug__=1)\n",
    "nonlocal after use": "def f():\n    x = 1\n    def g():\n        x = 2\n        nonlocal x\n",
    "starred call": "*f(a,\n b)\n",
    "await in annotation": "from __future__ import annotations\nasync def f():\n    x: (await y) = 1\n",
    "operator chain": "x = " + "+".join(["a"] * 6000) + "\n",
    "attribute chain": "x = a" + ".b" * 6000 + "\n",
    "call chain": "x = a" + "()" * 6000 + "\n",
    "elif chain": "if a: pass\n" + "elif b: pass\n" * 6000,
    "lambda chain": "x = " + "lambda: " * 3000 + "1\n",
}
HIDDEN |= {
    "starred subscript": "*a[0]\n",
    "starred sum": "*a + b\n",
    "starred await": "async def f():\n    *await x\n",
    "starred after colon": "if x: *f()\n",
    "annotated nonlocal": "def f():\n    x = 1\n    def g():\n        nonlocal x\n        x: int = 2\n",
    "nonlocal in a class": "def f():\n    x = 1\n    class C:\n        x = 2\n        nonlocal x\n",
    "keyword debug of a class": "class C(__debug__=1): pass\n",
    "yield in annotation": "from __future__ import annotations\ndef f():\n    x: (yield) = 1\n",
    "walrus in annotation": "from __future__ import annotations\nx: (y := 1) = 3\n",
    "asynchronous generator not of ASCII": "async def ä():\n    yield\n    return 1\n",
    "long run of signs": "x = " + "-" * 4_000 + "1\n",
    "yield in a default": "async def f():\n    def g(a=(yield 1)): pass\n    return 2\n",
    "yield in a base": "async def f():\n  class C((yield)): pass\n  return 2\n",
    "yield from in annotation": "async def f():\n    def g(a: (yield from x)): pass\n",
    "many with items": "with " + ", ".join(["a"] * 25) + ": pass\n",
    "tries": "".join(" " * n + "try:\n" for n in range(21))
    + " " * 21
    + "pass\n"
    + "".join(" " * n + "finally: pass\n" for n in reversed(range(21))),
}
MISUSED = {
    "break": ("except*", "for x in y:\n  try:\n    pass\n  except* A:\n    break\n"),
    "return": ("except*", "def f():\n    try:\n        pass\n    except *A:\n        if x:\n            return\n"),
    "wildcard": ("case", "match x:\n    case _ | 1: pass\n"),
    "name": ("case", "match x:\n    case [y | 1]:\n        pass\n"),
    "f-string": ("case", 'match x:\n    case f"": pass\n'),
    "name not of ASCII": ("case", "match x:\n    case é | 1: pass\n"),
    "name in brackets": ("case", "match x:\n    case ((y) | 1):\n        pass\n"),
    "going on": ("case", "match x:\n    case (\n        y | 1\n    ):\n        pass\n"),
}
WELL_USED = {
    "match": ("case", "match x:\n    case 1:\n        pass\n"),
    "alternatives": ("case", "match x:\n    case A.b | C() | 1 | None:\n        pass\n"),
    "handler": ("except*", "for x in y:\n    try:\n        pass\n    except* A:\n        pass\n    break\n"),
}
OLD_FORMATS = {"starred format": "x = f'{*a}'\n", "nested format": "x = f'{a:{b:{c}}}'\n"}


def may_hide(data, formats_nest):
    found = suspicions(data, formats_nest)
    return bool(found) and confirms(data, found)


@pytest.mark.parametrize("text", HIDDEN.values(), ids=HIDDEN)
def test_a_hidden_error_makes_a_suspect(text):
    assert may_hide(text.encode(), formats_nest=True)


@pytest.mark.parametrize("text", OLD_FORMATS.values(), ids=OLD_FORMATS)
def test_formats_are_suspect_before_python_3_12_only(text):
    assert may_hide(text.encode(), formats_nest=False)
    assert not may_hide(text.encode(), formats_nest=True)


@pytest.mark.parametrize(
    "text",
    [
        "def f(*args, **kwargs):\n    return g(\n        *args,\n        **kwargs,\n    )\n",
        "def f():\n    x = 1\n    def g():\n        nonlocal x\n        x = 2\n",
        "# -*- coding: utf-8 -*-\nx = {'a': {'b': 1}}\n",
        "match x:\n    case 1:\n        pass\n",
        "from __future__ import annotations\nx: int = 1\n",
    ],
)
def test_plain_code_is_none(text):
    assert not may_hide(text.encode(), formats_nest=False)


@pytest.mark.parametrize(("feature", "text"), MISUSED.values(), ids=MISUSED)
def test_a_misused_feature_is_confirmed(feature, text):
    assert feature in suspicions(text.encode(), formats_nest=True)
    assert confirms(text.encode(), [feature])


@pytest.mark.parametrize(("feature", "text"), WELL_USED.values(), ids=WELL_USED)
def test_a_feature_used_well_is_not(feature, text):
    assert not confirms(text.encode(), [feature])
