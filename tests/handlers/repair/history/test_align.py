"""Lines beside their versions, in bounded time."""

from __future__ import annotations

from handlers.repair.history import align as aligning
from handlers.repair.history.align import align


def test_a_line_stands_beside_its_version_and_new_ones_by_themselves():
    pieces = align(["a = compute(1)\n", "b = 2\n"], ["a = compute(1, 5)\n", "import os\n", "b = 2\n"])
    assert [(piece.old_text, piece.new_text) for piece in pieces] == [
        ("a = compute(1)\n", "a = compute(1, 5)\n"),
        ("", "import os\n"),
        ("b = 2\n", "b = 2\n"),
    ]


def test_lines_are_compared_letter_by_letter_only_as_long_as_there_is_work_left(monkeypatch):
    monkeypatch.setattr(aligning, "_LETTERS", 100)
    short = align(["total = one\n"], ["total = one2\n"])
    assert [piece.old_text and piece.new_text for piece in short] == ["total = one2\n"]
    long = align(["x" * 50 + "\n"], ["x" * 51 + "\n"])
    assert [(piece.old_text, piece.new_text) for piece in long] == [("x" * 50 + "\n", ""), ("", "x" * 51 + "\n")]
