from __future__ import annotations

from difflib import SequenceMatcher

from handlers.repair.matching import matcher


def test_few_lines_match_as_difflib_matches_them() -> None:
    before, after = list("abcabdxy") * 3, list("abdabcy") * 3
    expected = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    assert matcher(before, after).get_opcodes() == expected


def test_junk_only_extends_matches() -> None:
    assert matcher(["", "a", ""], ["", "b", "", "a", ""], lambda line: not line).get_opcodes()[-1][:3] == (
        "equal",
        0,
        3,
    )


def test_a_line_that_repeats_beyond_measure_leaves_the_others_to_match() -> None:
    before = [text for at in range(3_000) for text in ("", f"line {at}")]
    after = [text for at in range(3_000) for text in ("", f"line {at}" if at % 100 else f"other {at}")]
    changed = [code for code in matcher(before, after).get_opcodes() if code[0] != "equal"]
    assert changed == [("replace", 2 * at + 1, 2 * at + 2, 2 * at + 1, 2 * at + 2) for at in range(0, 3_000, 100)]


def test_nothing_but_one_line_repeated_ends() -> None:
    same = ["x = (\n"] * 20_000
    codes = matcher(same, ["y\n", *same]).get_opcodes()
    assert codes[0][1] == codes[0][3] == 0
    assert codes[-1][2] == 20_000
    assert codes[-1][4] == 20_001


def test_a_line_that_repeats_between_many_that_differ_only_extends_what_matches() -> None:
    before = [text for at in range(600) for text in (f"old {at}", "same")]
    after = [text for at in range(600) for text in (f"new {at}" if at % 2 else f"old {at}", "same")]
    found = matcher(before, after)
    assert "same" in found.bjunk  # type: ignore[attr-defined]
    assert sum(tag != "equal" for tag, *_ in found.get_opcodes()) == 300
