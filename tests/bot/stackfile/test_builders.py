"""Collections are built in the order of the file, keys and values by turns."""

from __future__ import annotations

from bot.stackfile.builders import MERGE, OpenMapping, OpenSequence
from bot.stackfile.node import Node
from bot.stackfile.problem import Mark, Problem

HERE = Mark(1, 1)


def text(value: str, line: int = 1) -> Node:
    return Node(Mark(line, 1), value, value)


def mapping(*nodes: Node) -> tuple[Node, list[Problem]]:
    problems: list[Problem] = []
    builder = OpenMapping(HERE, None, problems)
    for node in nodes:
        builder.add(node)
    return builder.finish(), problems


def test_a_sequence_keeps_its_order() -> None:
    builder = OpenSequence(HERE, None, [])
    builder.add(text("b"))
    builder.add(text("a"))
    assert not builder.awaits_key()
    assert builder.finish().data() == ["b", "a"]


def test_a_mapping_takes_keys_and_values_by_turns() -> None:
    builder = OpenMapping(HERE, None, [])
    assert builder.awaits_key()
    builder.add(text("a", 3))
    assert not builder.awaits_key()
    builder.add(text("x"))
    assert builder.finish().data() == {"a": "x"}
    assert builder.keys == {"a": Mark(3, 1)}


def test_a_key_given_twice_keeps_its_first_value() -> None:
    node, problems = mapping(text("a"), text("x"), text("a", 2), text("y"), text("b"), text("z"))
    assert node.data() == {"a": "x", "b": "z"}
    assert [problem.mark for problem in problems] == [Mark(2, 1)]


def test_a_key_that_is_no_text_is_passed_over_with_its_value() -> None:
    node, problems = mapping(Node(HERE, 8000, "8000"), text("x"), text("a"), text("y"))
    assert node.data() == {"a": "y"}
    assert problems[0].expected == 'text in quotes, "8000"'


def test_own_keys_win_over_merged_ones_and_earlier_merged_ones_over_later() -> None:
    first, _ = mapping(text("a"), text("1"), text("b"), text("1"))
    second, _ = mapping(text("b"), text("2"), text("c"), text("2"))
    node, problems = mapping(text(MERGE), Node(HERE, items=[first, second]), text("a"), text("mine"))
    assert node.data() == {"a": "mine", "b": "1", "c": "2"}
    assert problems == []
