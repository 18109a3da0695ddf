from __future__ import annotations

import pytest

from handlers.repair.placeholders import is_placeholder, stood_before
from tests.handlers.repair.corruption import placeholder
from tests.handlers.repair.repository import CLEAN


@pytest.mark.parametrize(
    "text", [placeholder(), "def test_a():\n    pass\n", "class TestA:\n    def test_b(self): ...\n"]
)
def test_tests_that_test_nothing_are_a_placeholder(text: str) -> None:
    assert is_placeholder(text)


@pytest.mark.parametrize("text", ["", "x = 1\n", "def test_a():\n    assert f()\n", "def test(:\n", CLEAN])
def test_anything_else_is_none(text: str) -> None:
    assert not is_placeholder(text)


def test_the_newest_rich_ancestor_is_what_stood_before() -> None:
    newer = CLEAN + "\n\nlater = 1\n"
    assert stood_before(placeholder(), ["def broken(:\n" * 90, placeholder(), newer, CLEAN]) == newer
    assert stood_before(placeholder(), [placeholder("other")]) is None
