"""What a name means where it stands, and when the old one must be kept."""

from __future__ import annotations

import pytest

from handlers.repair.modernise.renames import declared, modernise_text

RENAMES = declared({"app.ws.Old": "app.bridge.New"})


@pytest.mark.parametrize(
    ("rest", "after"),
    [
        ("def f(Old=1): return Old\nOld\n", "def f(Old=1): return Old\nNew\n"),
        ("def f():\n    Old = 1\n    return Old\nOld\n", "def f():\n    Old = 1\n    return Old\nNew\n"),
        ("[Old for Old in x]\nOld\n", "[Old for Old in x]\nNew\n"),
        ("lambda Old: Old\nOld\n", "lambda Old: Old\nNew\n"),
        (
            "class C:\n    Old = 1\n    def m(self): return Old\n",
            "class C:\n    Old = 1\n    def m(self): return New\n",
        ),
    ],
)
def test_a_parameter_or_a_local_of_that_name_is_not_the_thing(rest, after):
    moved = modernise_text("from app.ws import Old\n" + rest, RENAMES)
    assert (moved.source, moved.left) == ("from app.bridge import New\n" + after, ())


@pytest.mark.parametrize(
    ("rest", "why"),
    [
        ("Old = wrap(Old)\n", "another value"),
        ("class Old(Old): pass\n", "another value"),
        ("with x as Old: pass\n", "another value"),
        ("def f(New):\n    return Old(New)\n", "`New` means something else"),
        ("New = 1\n", "`New` means something else"),
        ("def f():\n    global Old\n    return Old\n", "`global`"),
        ('__all__ = ["Old"]\n', "`__all__`"),
        ('__all__ = []\n__all__ += ["Old"]\n', "`__all__`"),
        ('x: "Ol" "d"\n', "annotation in pieces"),
    ],
)
def test_where_the_name_cannot_be_given_up_the_new_thing_is_imported_under_it_and_that_is_said(rest, why):
    moved = modernise_text("from app.ws import Old\n" + rest, RENAMES)
    assert moved.source == "from app.bridge import New as Old\n" + rest
    assert [left.line for left in moved.left] == [1]
    assert why in moved.left[0].what
    assert modernise_text(moved.source, RENAMES).source == moved.source


def test_the_scopes_of_a_file_are_decided_one_by_one():
    body = "    from app.ws import Old\n    return Old\n"
    text = f"def f(New):\n{body}def g():\n{body}"
    moved = modernise_text(text, RENAMES).source
    assert "import New as Old\n    return Old" in moved
    assert "import New\n    return New" in moved


def test_a_name_other_files_rely_on_is_kept():
    moved = modernise_text("from app.ws import Old\nOld\n", RENAMES, relied={"Old"})
    assert moved.source == "from app.bridge import New as Old\nOld\n"
    assert "other files import it from here" in moved.left[0].what
