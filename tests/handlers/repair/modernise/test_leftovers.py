"""What is left for a person to look at is said, with its line."""

from __future__ import annotations

import pytest

from handlers.repair.modernise.renames import declared, modernise_text

RENAMES = declared({"app.ws.Old": "app.bridge.New"})


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("from app.ws import *\nx = Old()\n", "star import"),
        ("\nfrom other import Old\n", "imported from `other`"),
        ("\nfrom .ws import Old\n", "imported from `.ws`"),
        ("\nmonkeypatch.setattr(ws, 'Old', 1)\n", "a string"),
        ("\npatch('app.consumer.Old')\n", "a string"),
        ("\npatch(f'{__name__}.Old')\n", "a string"),
        ('\n__all__ = ["Old"]\n', "a string"),
        ("\nx = self.Old\n", "`self.Old`"),
    ],
)
def test_what_names_the_thing_and_is_not_moved_is_said(text, what):
    moved = modernise_text(text, RENAMES)
    assert moved.source == text
    assert [left.line for left in moved.left] == [2]
    assert what in moved.left[0].what


@pytest.mark.parametrize("text", ["'''Old is gone.'''\n", "from app.ws import *\n", "Old = 1\nOld\n", "# Old\n"])
def test_what_only_speaks_of_it_is_not(text):
    moved = modernise_text(text, RENAMES)
    assert (moved.source, moved.left) == (text, ())
