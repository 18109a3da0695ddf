from __future__ import annotations

import pytest

from handlers.repair.synthesis.fault import find_fault, offset_of


@pytest.mark.parametrize(
    ("source", "kind", "line"),
    [
        ("f(1", "never-closed", 1),
        ("x = 1\nf)", "unmatched", 2),
        ("f(1]", "mismatch", 1),
        ("if x\n  y", "colon", 1),
        ("print x", "print", 1),
        ("def f():\nx", "block", 2),
        ("  x = 1", "indent", 1),
        ("x = 'a", "string", 1),
        ("x = 010", "zeros", 1),
        ("return 1", "stage", 1),
    ],
)
def test_a_refusal_is_classified_and_located(source: str, kind: str, line: int) -> None:
    fault = find_fault(source)
    assert fault is not None
    assert (fault.kind, fault.line) == (kind, line)


def test_healthy_text_has_no_fault() -> None:
    assert find_fault("x = 1\n") is None


@pytest.mark.parametrize("source", ["x = '\x00'", "(" * 5000, "-" * 200_000 + "1", "x = " + "9" * 5000])
def test_texts_that_break_compilers_are_only_refused(source: str) -> None:
    assert find_fault(source) is not None


def test_the_header_of_a_missing_block_is_named() -> None:
    fault = find_fault("x = 1\nfor a in x:\nprint(a)\n")
    assert fault is not None
    assert fault.header == 2


def test_offsets_stay_inside_the_text() -> None:
    assert offset_of("ab\ncd", 2, 2) == 4
    assert offset_of("ab\ncd", 9, 9) == 5
