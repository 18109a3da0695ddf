"""Variables are filled in from the environment or from files, and remembered."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.stackfile.problem import Mark
from bot.stackfile.variables import SecretFileError, Variables, lookup
from handlers.core.model import unset_variables

HERE = Mark(1, 1)


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("${A}", "one"),
        ("x://${A}:${B}@h", "x://one:two@h"),
        ("${NONE:-five}", "five"),
        ("${NONE:-}", ""),
        ("${A:-five}", "one"),
        ("${EMPTY:-five}", "five"),
        ("$${A}", "${A}"),
        ("$A $5 $$ }", "$A $5 $$ }"),
        ("${A:?}", "one"),
        ("${HOLDS}", "${A}"),
    ],
)
def test_references_are_replaced_once(text: str, filled: str) -> None:
    variables = Variables({"A": "one", "B": "two", "EMPTY": "", "HOLDS": "${A}"})
    assert variables.fill(text, HERE) == filled
    assert variables.problems == []


def test_a_variable_that_is_not_set_leaves_a_place_holder_that_names_it() -> None:
    variables = Variables({})
    text = variables.fill("x://${USER_NAME}:${PASS}@h/$${NOT_ONE}", HERE)
    assert unset_variables(text) == ("USER_NAME", "PASS")
    assert list(variables.missing) == ["USER_NAME", "PASS"]


@pytest.mark.parametrize("text", ["${", "${}", "${A", "${A-b}", "${1A}", "${A B}", "${Ä}", "${a.b}"])
def test_a_malformed_reference_is_a_mistake(text: str) -> None:
    variables = Variables({"A": "one"})
    variables.fill(text, HERE)
    assert [problem.mark for problem in variables.problems] == [HERE]


def test_a_value_may_stand_in_a_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("from the file\n")
    assert lookup({"A_FILE": str(secret)}, "A") == "from the file"
    assert lookup({"A_FILE": str(secret), "A": "direct"}, "A") == "direct"
    assert lookup({"A_FILE": str(secret), "A": ""}, "A") == "from the file"


@pytest.mark.parametrize(
    ("content", "what"),
    [(None, "No such file"), (b"\xff\xfe", "does not hold UTF-8"), (b"x" * 70_000, "too large")],
)
def test_an_unusable_file_is_named_by_its_variable(tmp_path: Path, content: bytes | None, what: str) -> None:
    secret = tmp_path / "secret"
    if content is not None:
        secret.write_bytes(content)
    with pytest.raises(SecretFileError, match=f"A_FILE names.*{what}"):
        lookup({"A_FILE": str(secret)}, "A")


def test_a_directory_or_an_impossible_name_is_no_secret_file(tmp_path: Path) -> None:
    for name in (str(tmp_path), "a\0b"):
        with pytest.raises(SecretFileError):
            lookup({"A_FILE": name}, "A")


def test_an_unusable_file_is_a_mistake_where_the_variable_stands(tmp_path: Path) -> None:
    variables = Variables({"A_FILE": str(tmp_path / "none")})
    variables.fill("${A}", Mark(3, 9))
    assert variables.problems[0].mark == Mark(3, 9)
    assert variables.missing == {}


def test_it_does_not_tell_values() -> None:
    variables = Variables({"A": "hunter22"})
    variables.fill("${A}", HERE)
    assert "hunter22" not in repr(variables)
