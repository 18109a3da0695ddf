"""What a repair may not do unasked."""

from __future__ import annotations

from handlers.repair.fidelity import measure
from handlers.repair.result import Deed, Hunk, Repair, Verdict
from handlers.repair.words import kept
from tests.handlers.repair.repository import CLEAN, DAMAGED


def result(source: str) -> Repair:
    return Repair(source, Verdict.RESTORED, kept(DAMAGED, source))


def test_a_faithful_repair_raises_no_doubt():
    found = measure(DAMAGED, result(CLEAN))
    assert (found.tests_before, found.tests_after) == (4, 4)
    assert found.doubts(0.9) == ()


def test_a_lost_test_is_named():
    found = measure(DAMAGED, result(CLEAN.replace("def test_alone", "def alone")))
    assert found.lost_tests == ("test_alone",)
    assert "test_alone" in found.doubts(0.0)[0]


def test_a_gutted_body_is_named():
    gutted = CLEAN.replace("    value = compute(1, 2)\n    assert value == 3\n", "    pass\n")
    assert measure(DAMAGED, result(gutted)).gutted == ("test_alone",)


def test_a_gutted_body_is_named_wherever_it_stands():
    inner = "def inner():\n    return one, two, three, four, five, six\n"
    blocks = ("try:\n    pass\nexcept E:\n", "match x:\n  case 1:\n", "if x:\n    pass\nelse:\n", "class A:\n")
    for block in blocks:
        damaged = block + inner.replace("def", "    def").replace("    return", "        return") + ")\n"
        mended = damaged.replace("return one, two, three, four, five, six", "pass").removesuffix(")\n")
        assert measure(damaged, result(mended)).gutted == ("inner",)


def test_a_body_that_always_was_empty_is_none():
    text = "def test_a():\n    pass\n\nx = (\n"
    assert measure(text, Repair(text.replace("x = (\n", ""), Verdict.RESTORED, 1.0)).gutted == ()


def test_too_few_words_are_a_doubt():
    assert "keeps" in measure(DAMAGED, Repair(CLEAN, Verdict.PARTIAL, 0.5)).doubts(0.9)[0]


def test_lines_put_aside_as_comments_need_a_yes():
    damaged = "import os\n) what ( { is = = ?\nx = 1\n"
    hunk = Hunk(2, Deed.ASIDE, ") what ( { is = = ?\n", "# ) what ( { is = = ?\n")
    repair = Repair(damaged.replace(hunk.before, hunk.after), Verdict.PARTIAL, 1.0, (hunk,))
    assert measure(damaged, repair).doubts(0.9) == ("puts 1 lines aside as comments",)
