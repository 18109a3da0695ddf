from __future__ import annotations

import pytest

from handlers.repair.synthesis.whole.sound import balance, pointless, sound, stands


@pytest.mark.parametrize(
    "line",
    [
        "x = f(",
        "    a,",
        ") -> None:",
        "    else y)",
        "elif x:",
        "@wraps(f)",
        "'k': [1,",
        "}, timeout=3)",
        "    for a in b",
    ],
)
def test_a_line_of_a_program_is_sound(line: str) -> None:
    assert sound(line)


@pytest.mark.parametrize(
    "line", ["x = f(A', 'b)", "x = (1]", "Prose reads like this", 'message=fDone in {x},"', "PRE x = 1"]
)
def test_a_damaged_line_is_not(line: str) -> None:
    assert not sound(line)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("return await x", True),
        ("if x:", True),
        ("except E:", True),
        ("f(1,\n2)", True),
        ("f(1,", False),
        ("a\nb", False),
    ],
)
def test_one_logical_line_stands(text: str, expected: bool) -> None:
    assert stands(text) is expected


def test_balance_tells_what_a_line_leaves_open() -> None:
    assert balance("), f('(', [  # )") == (")", "([", False, "), f('(', [  ")
    assert balance("f([)").broken


@pytest.mark.parametrize(
    ("text", "expected"), [("a, b", True), ("x == 1", True), ("'x'", True), ("f()", False), ("...", False)]
)
def test_a_line_that_does_nothing_is_known(text: str, expected: bool) -> None:
    assert pointless(text) is expected
