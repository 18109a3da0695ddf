"""Decisions, hunk by hunk."""

from __future__ import annotations

import pytest

from handlers.repair.history.align import align
from handlers.repair.history.choose import choose
from handlers.repair.history.pieces import Kind, Piece, classify
from handlers.repair.history.restore import restore
from handlers.repair.history.search import keep_most
from handlers.repair.history.stray import is_stray
from handlers.repair.history.tokens import edits
from handlers.repair.history.units import cut
from handlers.repair.judge import compiles
from handlers.repair.result import Deed
from handlers.repair.words import split_lines
from tests.handlers.repair.corruption import corrupt, placeholder
from tests.handlers.repair.repository import CLEAN, DAMAGED


def restored(damaged, ancestor=CLEAN):
    found = restore(damaged, [ancestor], 5.0)
    assert found is not None
    return found


@pytest.mark.parametrize("seed", range(8))
def test_pieces_give_back_both_texts(seed):
    damaged = corrupt(CLEAN, seed, 0.3).source
    pieces = align(split_lines(CLEAN), split_lines(damaged))
    assert "".join(piece.old_text for piece in pieces) == CLEAN
    assert "".join(piece.new_text for piece in pieces) == damaged


@pytest.mark.parametrize("seed", range(8))
def test_units_hold_every_piece_and_compile_alone_with_the_ancestors_lines(seed):
    damaged = corrupt(CLEAN, seed, 0.3).source
    units = cut(CLEAN, align(split_lines(CLEAN), split_lines(damaged)))
    assert "".join(piece.new_text for unit in units for piece in unit.pieces) == damaged
    assert all(unit.judge([piece.old_text for piece in unit.pieces]) for unit in units)


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        (("a = 1\n",), ("a = 1\n",), Kind.SAME),
        (('f("a")\n',), ("f(a)\n",), Kind.LAYOUT),
        (("f(a)\n",), ("f(b)\n",), Kind.CHANGED),
        ((), ("f(b)\n",), Kind.INSERTED),
        (("f(b)\n",), (), Kind.DELETED),
        (("f(b)\n",), ("# GONE: f(b)\n",), Kind.COMMENTED),
        (("f(b)\n",), ("# f(b)\n",), Kind.LAYOUT),
    ],
)
def test_a_difference_is_of_one_kind(old, new, kind):
    assert classify(old, new) is kind


def test_a_repeated_line_is_told_from_a_new_one():
    assert classify((), ("f(b\n",), frozenset({"fb"})) is Kind.DUPLICATE


def test_a_line_split_in_three_is_one_piece():
    old = ['x = f"Action {self.id} failed: {e}"\n']
    new = ['x = f"Action {\n', "    self.id} failed:\n", '    {e}"\n']
    assert [piece.kind for piece in align(old, new)] == [Kind.LAYOUT]


def test_the_most_similar_ancestor_that_parses_is_chosen():
    assert choose(DAMAGED, [placeholder(), DAMAGED + "x", CLEAN, CLEAN.replace("alone", "else_")]) == CLEAN
    assert choose(DAMAGED, [placeholder()]) is None


def test_of_equals_the_newest_is_chosen():
    assert choose("a = (1\n", ["a = 1\n", "a = [1]\n"]) == "a = 1\n"


def test_keep_most_keeps_all_the_judge_lets_stand():
    texts = list("....")
    refused = keep_most(texts, list(enumerate("aXbX")), lambda trial: "X" not in trial)
    assert texts == list("a.b.")
    assert refused == [(1, "X"), (3, "X")]


def test_token_edits_give_back_both_texts():
    found = edits("f(a, b)\n", "f(a, c\n")
    assert "".join(edit.old for edit in found) == "f(a, b)\n"
    assert "".join(edit.new for edit in found) == "f(a, c\n"


@pytest.mark.parametrize(
    ("piece", "stray"),
    [
        (Piece(Kind.CHANGED, ("x = 1\n",), ("POST x = 1\n",), 0, 0), True),
        (Piece(Kind.CHANGED, ("x = 1\n",), ("y = 1\n",), 0, 0), False),
        (Piece(Kind.INSERTED, (), ("    PRE POST\n",), 0, 0), True),
        (Piece(Kind.INSERTED, (), ("    Returns the value of it\n",), 0, 0), False),
    ],
)
def test_a_stray_word_is_told_from_an_edit(piece, stray):
    assert is_stray(piece) is stray


def test_a_try_put_around_lines_stays_whole_beside_damage():
    body = "    value = compute(1, 2)\n    assert value == 3\n"
    around = "    try:\n        value = compute(1, 2)\n        assert value == 3\n    except OSError:\n        raise\n"
    source, _ = restored(DAMAGED.replace(body, around))
    assert around in source
    assert '"retry": True}' in source


def test_a_new_damaged_line_comes_from_another_ancestor_where_one_has_it_whole():
    newer = CLEAN.replace("    value = compute(1, 2)\n", '    value = compute(1, 2)\n    log("seen", value)\n')
    damaged = newer.replace('log("seen", value)', 'log(seen", value)')
    broken = newer.replace('"closed"', '"closed')
    found = restore(damaged, [broken, CLEAN], 5.0)
    assert found is not None
    assert found[0] == newer


def test_a_new_method_with_damage_inside_keeps_its_words():
    method = '\n    def test_more(self):\n        assert sum([1, 2]) == 3\n        assert name("x" == "y"\n'
    damaged = CLEAN.replace(
        '        assert connect(options) == "ok"\n', '        assert connect(options) == "ok"\n' + method
    )
    source, hunks = restored(damaged)
    assert "def test_more" in source
    assert not any("test_more" in hunk.lost for hunk in hunks)


def test_bodies_that_went_come_back():
    damaged = CLEAN.replace("    value = compute(1, 2)\n    assert value == 3\n", "")
    source, hunks = restored(damaged)
    assert source == CLEAN
    assert Deed.TAKEN in {hunk.deed for hunk in hunks}


def test_in_dense_damage_what_still_parses_is_damage_too():
    damaged = (
        CLEAN.replace('"url"', '"url').replace('"ok"', 'ok"').replace("[-1] ==", "[-1 ==").replace("(1, 2)", "(1, 2")
    )
    damaged = damaged.replace('"ws://localhost"', "ws://localhost").replace(
        "    assert value == 3", "    assert value == 03"
    )
    assert restored(damaged)[0] == CLEAN


def test_a_text_without_final_newline_stays_without():
    source, _ = restored(DAMAGED.rstrip("\n"))
    assert compiles(source)
    assert not source.endswith("\n")


def test_a_formatters_layout_stays_in_dense_damage_and_lines_that_moved_sideways_go_back():
    damaged = (
        CLEAN.replace('"url"', '"url').replace('"ok"', 'ok"').replace("[-1] ==", "[-1 ==").replace("(1, 2)", "(1, 2")
    )
    wrapped = 'events = [\n            event for event in listen("2025-09-14")\n        ]'
    damaged = damaged.replace('events = [event for event in listen("2025-09-14")]', wrapped)
    damaged = damaged.replace("    assert value == 3", "      assert value == 3")
    expected = CLEAN.replace('events = [event for event in listen("2025-09-14")]', wrapped)
    assert restored(damaged)[0] == expected


def test_new_lines_are_kept_one_by_one_without_what_damage_put_around_them():
    fresh = "      first = 1)\n    POST second = 2\n     third = 3\n"
    source, hunks = restored(CLEAN.replace("    value = compute(1, 2)\n", "    value = compute(1, 2)\n" + fresh))
    assert "    first = 1\n    second = 2\n    third = 3\n" in source
    assert not any("first" in hunk.lost or "third" in hunk.lost for hunk in hunks)


def test_what_only_looks_damaged_where_a_statement_was_cut_stays_as_it_is():
    older = CLEAN.replace("    assert value == 3\n", "    assert value == 3\n\n\ntotal = 1\nname = 2\n")
    later = older.replace("total = 1\nname = 2\n", "if value:\n    total = 1\n    name = 2\n")
    assert restored(later.replace('== "closed"', '== "closed'), older)[0] == later


def test_many_slips_among_later_edits_are_mended_together_where_history_would_undo_the_edits():
    bodies = [f"def step_{n}(a, b):\n    return [a + {n}, b]\n" for n in range(8)]
    later = [f"def step_{n}(first, second):\n    return sorted(first.parts_{n}, key=second\n" for n in range(8)]
    source, _ = restored("\n\n".join(later), "\n\n".join(bodies))
    assert source == "\n\n".join(later).replace("key=second", "key=second)")


def test_lines_that_stood_there_before_are_no_repetition_of_their_neighbours():
    lines = ("a = 1\n", "b = 2\n", "c = 3\n")
    keys = frozenset(("a1", "b2", "c3"))
    assert classify((), lines[:1], keys) is Kind.DUPLICATE
    assert classify((), lines, keys) is Kind.INSERTED


def test_what_there_is_no_time_to_try_is_listed_as_lost():
    ancestor = "def f(a):\n    b = a\n    return b\n"
    damaged = "def f(a:\n    b = a\n    later = 3\n    return b\n"
    found = restore(damaged, [ancestor], 0.0)
    assert found is not None
    source, hunks = found
    assert source == ancestor
    assert [hunk.lost for hunk in hunks if hunk.lost] == ["    later = 3\n"]
    found = restore(damaged, [ancestor], 5.0)
    assert found is not None
    assert "later = 3" in found[0]
