"""Problems read as a person wants them."""

from __future__ import annotations

from bot.stackfile.problem import Mark, Problem, arrange, unknown_name
from handlers.core.redaction import MASK, Redactor


def test_a_problem_says_where_what_expected_and_nearest() -> None:
    problem = Problem("unknown key 'x'", "one of y", "y", Mark(3, 5), "stack.yaml")
    assert str(problem) == "stack.yaml:3:5: unknown key 'x', expected one of y; did you mean 'y'?"


def test_a_problem_of_the_whole_file_has_no_place() -> None:
    assert str(Problem("the file is empty", file="a.yaml")) == "a.yaml: the file is empty"


def test_problems_stand_in_the_order_of_the_file_without_secrets_and_once() -> None:
    late, early = Problem("late hunter22", mark=Mark(9, 1)), Problem("early", mark=Mark(2, 7))
    arranged = arrange([late, early, late], "s.yaml", Redactor(["hunter22"]))
    assert [str(problem) for problem in arranged] == ["s.yaml:2:7: early", f"s.yaml:9:1: late {MASK}"]


def test_two_ways_to_mend_one_value_are_one_problem() -> None:
    problems = [Problem("'x' stands here", expected, mark=Mark(1, 1)) for expected in ("a number", "a list")]
    (problem,) = arrange(problems, "s", Redactor())
    assert problem.expected == "a number or a list"


def test_few_names_are_listed_and_of_many_the_nearest_is_named() -> None:
    assert unknown_name("kind", "htp", ["http", "tcp"], Mark(1, 1)).expected == "one of http, tcp"
    many = [f"service-{number}" for number in range(50)]
    assert unknown_name("service", "service-7x", many, Mark(1, 1)).expected == ""
    assert "others" in unknown_name("service", "zzz", many, Mark(1, 1)).expected
