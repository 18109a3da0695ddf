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


def test_a_test_that_ends_up_in_a_string_is_lost():
    source = CLEAN.replace('"closed"\n', '"closed"\n\n    def text(self):\n        """Of\n', 1) + '"""\n'
    source = source.replace('\n"""\n', '\n        """\n')
    compile(source, "x", "exec")
    assert measure(DAMAGED, result(source)).lost_tests == ("test_alone",)


def test_a_test_written_in_a_string_stays_there_without_a_doubt():
    good = 'def test_a(run):\n    run("""\ndef test_inner():\n    assert 1\n""")\n    x = (1)\n'
    bad = good.replace("(1)", "(1")
    assert measure(bad, Repair(good, Verdict.REPAIRED, kept(bad, good))).doubts(0.9) == ()


def test_of_two_tests_with_one_name_neither_is_lost():
    method = "    def test_x(self):\n        assert a\n\n"
    two = f"class TestA:\n{method}class TestB:\n{method}"
    assert measure(two + "(", Repair(two, Verdict.REPAIRED, 1.0)).lost_tests == ()
    one = two.replace("class TestB:\n    def test_x(self):", "class TestB:\n    def helper(self):")
    assert measure(two + "(", Repair(one, Verdict.REPAIRED, 1.0)).lost_tests == ("test_x",)


def test_a_header_that_damage_doubled_is_one_test():
    good = "def test_a():\n    assert a\n"
    assert measure("def test_a(:\n" + good, Repair(good, Verdict.REPAIRED, 1.0)).lost_tests == ()


BODY = "    first = make(1)\n    second = make(2)\n    third = join(first, second)\n    assert third.total == 3\n"


def test_a_body_in_its_own_docstring_is_gutted():
    damaged = f'def test_a():\n    """Doc.\n{BODY}'
    mended = f'{damaged}    """\n'
    assert measure(damaged, Repair(mended, Verdict.REPAIRED, 1.0)).gutted == ("test_a",)


def test_a_body_of_which_little_is_left_is_gutted():
    damaged = f"def test_a():\n{BODY}x = (\n"
    mended = "def test_a():\n    assert True\nx = ()\n"
    assert measure(damaged, Repair(mended, Verdict.REPAIRED, 1.0)).gutted == ("test_a",)


def test_a_name_with_what_stood_behind_its_lost_bracket_is_not_lost():
    good = "def test_a(self):\n    assert a\n"
    assert measure("def test_aself):\n    assert a\n", Repair(good, Verdict.REPAIRED, 1.0)).lost_tests == ()
