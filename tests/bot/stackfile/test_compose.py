"""YAML text becomes marked nodes, or a problem with its place; never anything else."""

from __future__ import annotations

from typing import Any

import pytest

from bot.stackfile.compose import DEEPEST, MOST_NODES, Unparsable, compose
from bot.stackfile.node import Node
from bot.stackfile.problem import Mark, Problem
from bot.stackfile.variables import Variables


def read(text: str, **environ: str) -> tuple[Node, list[Problem]]:
    return compose(text, Variables(environ))


def data(text: str) -> Any:
    root, problems = read(text)
    assert problems == []
    return root.data()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: {b: [1, 2.5, true, null, x]}", {"a": {"b": [1, 2.5, True, None, "x"]}}),
        ("on: yes\noff: no", {"on": "yes", "off": "no"}),
        ("time: 12:30\nday: 2025-01-01\nmode: 0600", {"time": "12:30", "day": "2025-01-01", "mode": "0600"}),
        ("a: '1'\nb: \"true\"\nc: !!str 5", {"a": "1", "b": "true", "c": "5"}),
        ("a: |\n  two\n  lines\n", {"a": "two\nlines\n"}),
        ("base: &b {x: 1, y: 2}\nmine: {<<: *b, y: 3}", {"base": {"x": 1, "y": 2}, "mine": {"y": 3, "x": 1}}),
        ("a: &a {x: 1}\nb: {<<: [*a, {x: 2, z: 3}]}", {"a": {"x": 1}, "b": {"x": 1, "z": 3}}),
        ("list: &l [1]\nagain: *l", {"list": [1], "again": [1]}),
        ("a: " + "9" * 5000, {"a": "9" * 5000}),
        ("a: 1e999", {"a": "1e999"}),
    ],
)
def test_values_are_what_the_writer_means(text: str, value: object) -> None:
    assert data(text) == value


def test_every_node_knows_its_place() -> None:
    root, _ = read("a:\n  b: [x,\n      {c: d}]\n")
    assert root.at("a").keys == {"b": Mark(2, 3)}
    assert [item.mark for item in root.at("a", "b").list()] == [Mark(2, 7), Mark(3, 7)]


@pytest.mark.parametrize(
    ("text", "what", "mark"),
    [
        ("a: 1\na: 2", "the key 'a' is given twice, first in line 1", Mark(2, 1)),
        ("8000: x", "'8000' cannot be a key", Mark(1, 1)),
        ("true: x", "'true' cannot be a key", Mark(1, 1)),
        ("? [a, b]\n: x", "a list cannot be a key", Mark(1, 3)),
        ("? {a: b}\n: x", "a mapping cannot be a key", Mark(1, 3)),
        ("a: !!python/object:os.system x", "the tag '!!python/object:os.system' cannot", Mark(1, 4)),
        ("a: !secret x", "the tag '!secret' cannot", Mark(1, 4)),
        ("a: &base 1\nb: *bas", "unknown alias 'bas'", Mark(2, 4)),
        ("a: {<<: 5}", "<< cannot take this in", Mark(1, 9)),
        ('a: "${FOO-bar}"', "'${FOO-bar}' is not a variable", Mark(1, 4)),
    ],
)
def test_a_mistake_that_does_not_stop_the_reading_is_noted(text: str, what: str, mark: Mark) -> None:
    variables = Variables({})
    _, problems = compose(text, variables)
    (problem,) = [*problems, *variables.problems]
    assert problem.what.startswith(what)
    assert problem.mark == mark


@pytest.mark.parametrize(
    ("text", "what", "mark"),
    [
        ("", "the file is empty", None),
        ("# only a comment\n", "the file is empty", None),
        ("a: 1\n---\nb: 2\n", "a second document", Mark(2, 1)),
        ("a:\n\tb: 1\n", "a tab stands", Mark(2, 1)),
        ("a: [1, 2\nb: 3\n", "this is not YAML", Mark(2, 2)),
        ("a: 'open\n", "this is not YAML", Mark(2, 1)),
        ("a: b: c\n", "this is not YAML", Mark(1, 5)),
        ("a: {dsn: ${X}}\n", "this is not YAML", Mark(1, 11)),
        ("a: @x\n", "this is not YAML", Mark(1, 4)),
        ("a: &a [*a]\n", "the alias *a stands inside", Mark(1, 8)),
        ("%YAML 9.9\n---\na: 1\n", "this is not YAML", Mark(1, 1)),
    ],
)
def test_a_mistake_that_stops_the_reading_is_named(text: str, what: str, mark: Mark | None) -> None:
    with pytest.raises(Unparsable) as refused:
        read(text)
    assert refused.value.problem.what.startswith(what)
    assert refused.value.problem.mark == mark


def test_a_variable_without_quotes_inside_brackets_is_told_to_take_some() -> None:
    with pytest.raises(Unparsable) as refused:
        read("probes: [{kind: postgres, dsn: ${DSN}}]")
    assert '"${NAME}"' in refused.value.problem.expected


LAUGHS = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
CHAIN = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}]\n" for n in range(1, 5000))


@pytest.mark.parametrize(
    ("text", "what"),
    [
        pytest.param(LAUGHS, "too many values", id="a billion laughs"),
        pytest.param(CHAIN, "nesting is too deep", id="depth through aliases"),
        pytest.param("[" * 200_000, "nesting is too deep", id="brackets"),
        pytest.param("{a: " * 100_000, "nesting is too deep", id="braces"),
        pytest.param("- " * 100_000, "nesting is too deep", id="dashes"),
        pytest.param("".join(f"{' ' * n}a:\n" for n in range(1000)), "nesting is too deep", id="indentation"),
        pytest.param("a: &a {x: 1}\n" + "b:\n" + "  - *a\n" * (MOST_NODES // 2), "too many values", id="many aliases"),
    ],
)
def test_a_bomb_does_not_go_off(text: str, what: str) -> None:
    with pytest.raises(Unparsable, match=what):
        read(text)


def test_plain_values_are_limited_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.stackfile.compose.MOST_NODES", 100)
    assert read("- x\n" * 99)[1] == []
    with pytest.raises(Unparsable, match="too many values"):
        read("- x\n" * 100)


def test_nesting_up_to_the_limit_is_read() -> None:
    assert read("[" * DEEPEST + "]" * DEEPEST)[1] == []
