"""What a declared rename speaks of."""

from __future__ import annotations

import libcst
import pytest
from libcst.metadata import QualifiedName, QualifiedNameSource

from handlers.repair.modernise.rename import Rename, module_of

IMPORT, LOCAL = QualifiedNameSource.IMPORT, QualifiedNameSource.LOCAL


@pytest.mark.parametrize(
    ("rename", "names", "means"),
    [
        (Rename("a.X", "b.Y"), [("a.X", IMPORT)], True),
        (Rename("a.X", "b.Y"), [("c.X", IMPORT)], False),
        (Rename("X", "Y"), [("c.X", IMPORT)], True),
        (Rename("X", "Y", frozenset({"c"})), [("d.c.X", IMPORT)], False),
        (Rename("X", "Y"), [("X", LOCAL)], False),
        (Rename("X", "Y"), [("c.X", IMPORT), ("X", LOCAL)], False),
        (Rename("X", "Y"), [], False),
    ],
)
def test_only_what_was_imported_and_nothing_else_is_meant(rename, names, means):
    assert rename.means([QualifiedName(*name) for name in names]) is means


@pytest.mark.parametrize(("text", "module"), [("from a.b import c", "a.b"), ("from ..a import c", "..a")])
def test_the_module_of_an_import_is_named_with_its_dots(text, module):
    line = libcst.ensure_type(libcst.parse_statement(text), libcst.SimpleStatementLine)
    assert module_of(libcst.ensure_type(line.body[0], libcst.ImportFrom)) == module
