"""One import statement, rewritten."""

from __future__ import annotations

import libcst
import pytest

from handlers.repair.modernise.imports import comments, rewrite
from handlers.repair.modernise.rename import Rename

TO_B, TO_C, WITHIN = Rename("a.X", "b.X2"), Rename("a.Y", "c.Y2"), Rename("a.X", "a.X2")


def statement(text):
    line = libcst.ensure_type(libcst.parse_module(text).body[0], libcst.SimpleStatementLine)
    return line.body[0]


def written(nodes):
    return [libcst.Module([]).code_for_node(node) for node in nodes]


@pytest.mark.parametrize(
    ("text", "renames", "kept", "after"),
    [
        ("from a import X", [TO_B], [], ["from b import X2"]),
        ("from a import X, Y, Z", [TO_B, TO_C], [], ["from a import Z", "from b import X2", "from c import Y2"]),
        ("from a import X, Z", [WITHIN], [], ["from a import X2, Z"]),
        ("from a import X", [TO_B], [TO_B], ["from b import X2 as X"]),
        ("from a import X as Q", [TO_B], [TO_B], ["from b import X2 as Q"]),
        ("from a import *", [TO_B], [], ["from a import *"]),
    ],
)
def test_each_name_is_imported_from_where_it_is_now(text, renames, kept, after):
    node = statement(text)
    found = written(rewrite(node, node, renames, kept))
    assert [each.removesuffix("; ") for each in found] == after


def test_the_comments_of_a_moved_name_can_be_found():
    node = statement("from a import (\n    X,  # of X\n    Y,  # of Y\n)\n")
    assert [line.comment and line.comment.value for line in comments(node, {"X"})] == ["# of X"]
