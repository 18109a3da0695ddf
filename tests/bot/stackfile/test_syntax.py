"""Broken syntax is explained at the place where it was noticed."""

from __future__ import annotations

import pytest
import yaml

from bot.stackfile.problem import Problem
from bot.stackfile.syntax import explain_syntax


def explained(text: str, loader: type) -> Problem:
    with pytest.raises(yaml.MarkedYAMLError) as refused:
        list(yaml.parse(text, Loader=loader))
    return explain_syntax(refused.value, text)


@pytest.mark.parametrize("loader", [yaml.SafeLoader, getattr(yaml, "CSafeLoader", yaml.SafeLoader)])
@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("a:\n\tb: 1", 2, "spaces"),
        ("a: 1\n  b: 2\n", 2, "quotes around a text that holds ': '"),
        ("a: [1, 2\n", 2, ""),
        ("a: 'x", 1, "the closing quote"),
        ("a: {dsn: ${X}}", 1, '"${NAME}"'),
        ("a: @x", 1, "quotes around a text that begins with this character"),
        ('a: "\\q"', 1, "another backslash"),
        ("a: !x!y z", 1, "no '!' before a value"),
        ("a: *", 1, ""),
    ],
)
def test_the_words_help(text: str, line: int, words: str, loader: type) -> None:
    problem = explained(text, loader)
    assert problem.mark
    assert abs(problem.mark.line - line) <= 1  # the two parsers differ in whether the line's end belongs to it
    assert words in problem.expected


def test_an_error_without_a_place_is_still_a_problem() -> None:
    assert explain_syntax(yaml.MarkedYAMLError(problem="odd"), "").what == "this is not YAML: odd"
