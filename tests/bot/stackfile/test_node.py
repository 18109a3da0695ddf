"""Scalars mean what their writer meant; trees answer questions without being asked first whether they can."""

from __future__ import annotations

import pytest

from bot.stackfile.node import Node, resolve
from bot.stackfile.problem import Mark

HERE = Mark(1, 1)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *(("", None), ("~", None), ("null", None), ("NULL", None), ("nULL", "nULL")),
        *(("true", True), ("False", False), ("yes", "yes"), ("on", "on"), ("tRUE", "tRUE")),
        *(("0", 0), ("-5", -5), ("+7", 7), ("007", "007"), ("0x1f", "0x1f"), ("1_000", "1_000"), ("12:30", "12:30")),
        *(("1.5", 1.5), (".5", 0.5), ("-2.", -2.0), ("1e3", 1000.0), ("1e999", "1e999"), (".inf", ".inf"), (".", ".")),
        *(("5s", "5s"), ("2025-01-01", "2025-01-01"), ("\u0665", "\u0665"), ("9" * 400, "9" * 400)),
    ],
)
def test_an_unquoted_scalar_is_what_it_looks_like(text: str, value: object) -> None:
    resolved = resolve(text)
    assert resolved == value
    assert type(resolved) is type(value)


TREE = Node(
    HERE,
    fields={"a": Node(HERE, items=[Node(HERE, "x", "x"), Node(HERE, 5, "5"), Node(HERE)])},
    keys={"a": HERE},
)


def test_a_tree_becomes_plain_data() -> None:
    assert TREE.data() == {"a": ["x", 5, None]}


def test_what_is_not_there_is_empty() -> None:
    assert TREE.at("a", "b", "c").value is None
    assert list(TREE.at("nothing").pairs()) == []
    assert list(TREE.at("nothing").list()) == []
    assert list(TREE.at("a").texts()) == [("x", HERE)]


def test_a_value_is_shown_as_it_was_written() -> None:
    shown = [item.shown() for item in (TREE, TREE.at("a"), *TREE.at("a").list())]
    assert shown == ["a mapping", "a list", "'x'", "'5'", "nothing"]
    assert Node(HERE, "hunter22", "${TOKEN}").shown() == "'${TOKEN}'"
