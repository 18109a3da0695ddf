"""Where a file names a thing outside its scopes."""

from __future__ import annotations

import libcst
import pytest

from handlers.repair.modernise.outside import outside
from handlers.repair.modernise.rename import Rename


@pytest.mark.parametrize(
    ("text", "entries", "statements"),
    [
        ('__all__ = ["Old", "Else"]\n', 1, False),
        ('__all__: list[str] = ["Old"]\n', 1, False),
        ('__all__ += ("Old",)\n', 1, False),
        ('__all__.append("Old")\n__all__.extend(["Old"])\n', 2, False),
        ('other = ["Old"]\n', 0, False),
        ("def f():\n    global Old\n", 0, True),
        ("def f():\n    global Other\n", 0, False),
    ],
)
def test_entries_of_all_and_global_statements_are_seen(text, entries, statements):
    found = outside(libcst.parse_module(text), Rename("a.Old", "b.New"), relied=False)
    assert (len(found.entries), found.statements) == (entries, statements)
