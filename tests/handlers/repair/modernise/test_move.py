"""How an import, and what it brings, is moved."""

from __future__ import annotations

import pytest

from handlers.repair.modernise.renames import declared, modernise_text

RENAMES = declared({"app.ws.Old": "app.bridge.New"})


def moved(text):
    found = modernise_text(text, RENAMES)
    assert modernise_text(found.source, RENAMES).source == found.source
    return found


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("from app.ws import Old; y = 1\nOld\n", "from app.bridge import New; y = 1\nNew\n"),
        ("y = 1; from app.ws import A, Old\n", "y = 1; from app.ws import A; from app.bridge import New\n"),
        ("from app.ws import A, Old; y = 1\n", "from app.ws import A; from app.bridge import New; y = 1\n"),
        ("from app.ws import A, Old;\n", "from app.ws import A\nfrom app.bridge import New\n"),
        ("if x: from app.ws import A, Old\n", "if x: from app.ws import A; from app.bridge import New\n"),
        (
            "def f():\n    from app.ws import A, Old  # why\n    Old\n",
            "def f():\n    from app.ws import A  # why\n    from app.bridge import New\n    New\n",
        ),
        (
            "from app.ws import (\n    A,  # a\n    Old,  # the thing\n    # of B\n    B,\n)\n",
            "from app.ws import (\n    A,  # a\n    B,\n)\n# the thing\n# of B\nfrom app.bridge import New\n",
        ),
        ("from app.ws import (\n    Old,  # the thing\n)\n", "from app.bridge import (\n    New,  # the thing\n)\n"),
        ("from app.ws import Old as New\nNew\n", "from app.bridge import New\nNew\n"),
    ],
    ids=[
        "two statements",
        "last of two",
        "one of two names",
        "a semicolon",
        "behind a colon",
        "indented",
        "comments",
        "brackets",
        "alias",
    ],
)
def test_an_import_is_moved_wherever_it_stands(before, after):
    assert moved(before).source == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('x: "list[Old]"\n', 'x: "list[New]"\n'),
        ('def f() -> "Old.Inner": pass\n', 'def f() -> "New.Inner": pass\n'),
        ('from typing import cast\ncast("Old", 1)\n', 'from typing import cast\ncast("New", 1)\n'),
        ("match x:\n    case Old(): pass\n", "match x:\n    case New(): pass\n"),
        ("del Old\n", "del New\n"),
        ("f(Old=Old)\n", "f(Old=New)\n"),
        ("f'{Old} Old'\n", "f'{New} Old'\n"),
    ],
)
def test_whatever_means_the_thing_follows(before, after):
    found = moved("from app.ws import Old\n" + before)
    assert (found.source, found.left) == ("from app.bridge import New\n" + after, ())


def test_a_use_through_a_module_stays_where_the_new_one_could_not_be_reached():
    text = "import app.ws as w\ndef f(app):\n    return w.Old\n"
    found = moved(text)
    assert found.source == text
    assert [left.line for left in found.left] == [3]


def test_a_module_by_another_name_is_reached_by_its_own():
    assert "app.bridge.New" in moved("from app import ws\nws.Old\n").source
