"""The engine's promises, on its own damage and on anything at all."""

from __future__ import annotations

import ast
import inspect

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from handlers.repair import Deed, Repair, Verdict, engine, judge, repair_text
from handlers.repair.judge import compiles
from handlers.repair.synthesis import LARGEST, LanguageModel, fault
from handlers.repair.synthesis.effort import UNITS
from tests.handlers.repair import corruption, repository
from tests.handlers.repair.corruption import corrupt, placeholder
from tests.handlers.repair.repository import CLEAN, DAMAGED

few = settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
seeds = st.integers(0, 10_000)


def test_it_restores_a_damaged_file_from_its_ancestor():
    repair = repair_text(DAMAGED, [CLEAN])
    assert repair.source == CLEAN
    assert repair.verdict is Verdict.RESTORED
    assert repair.kept > 0.95
    assert {hunk.deed for hunk in repair.hunks} == {Deed.TAKEN}


def test_it_prefers_the_ancestor_most_like_the_damage_to_the_last_that_parses():
    assert repair_text(DAMAGED, [placeholder(), CLEAN]).source == CLEAN


def test_it_keeps_a_later_edit_that_parses_in_place():
    edited = DAMAGED.replace("compute(1, 2)", "compute(1, 2, precision=9)").replace(
        "import pytest\n", "import pytest\nimport socket\n"
    )
    repair = repair_text(edited, [CLEAN])
    assert "precision=9" in repair.source
    assert "import socket" in repair.source
    assert '"retry": True}' in repair.source


def test_it_keeps_the_later_words_of_a_damaged_line():
    edited = CLEAN.replace("compute(1, 2)", "compute(1, 2, 77")
    repair = repair_text(edited, [CLEAN])
    assert "compute(1, 2, 77)" in repair.source
    assert [hunk.deed for hunk in repair.hunks] == [Deed.MERGED]


def test_it_lists_what_it_could_not_keep_with_its_text():
    edited = CLEAN.replace("    value = compute(1, 2)\n", "    value = compute(1, 2)\n    ]] unheard of (( [ { 'x\n")
    repair = repair_text(edited, [CLEAN])
    assert compiles(repair.source)
    if "unheard" not in repair.source:
        assert "unheard of" in "".join(hunk.lost for hunk in repair.lost)
        assert repair.verdict is Verdict.PARTIAL


def test_it_removes_stray_words():
    edited = CLEAN.replace("    value = compute", "    POST value = compute").replace(
        "        events", "        PRE POST\n        events"
    )
    repair = repair_text(edited, [CLEAN])
    assert repair.source == CLEAN


def test_it_takes_back_lines_behind_a_marker_that_left_a_body_empty():
    lines = CLEAN.replace(
        "    value = compute(1, 2)\n    assert value == 3\n",
        "    # GONE: value = compute(1, 2)\n    # GONE: assert value == 3\n",
    )
    assert repair_text(lines, [CLEAN]).source == CLEAN


def test_it_mends_without_history():
    repair = repair_text("def test_a():\n    print(total(1, 2)\n\n\ndef test_b():\n    print(3)\n")
    assert compiles(repair.source)
    assert repair.verdict is Verdict.REPAIRED
    assert repair.kept == 1.0


def test_a_late_future_import_moves_up_and_no_import_is_lost():
    damaged = '"""Doc."""\nimport os\nfrom __future__ import annotations\n\nprint(os)\n'
    repair = repair_text(damaged, ['"""Doc."""\nfrom __future__ import annotations\n\nprint(1)\n'])
    assert compiles(repair.source)
    assert "import os" in repair.source


def test_nul_bytes_go_and_nothing_else():
    assert repair_text("x = 1\0\n").source == "x = 1\n"


@pytest.mark.parametrize("text", ["", "\n", "x = 1", CLEAN, "# only a comment"])
def test_a_valid_text_is_left_alone(text):
    repair = repair_text(text, [CLEAN, placeholder()])
    assert (repair.source, repair.verdict, repair.kept) == (text, Verdict.LEFT_ALONE, 1.0)


_HEALTHY = [inspect.getsource(module) for module in (corruption, repository, engine)]
_PIECES = [part for text in _HEALTHY for node in ast.parse(text).body if (part := ast.get_source_segment(text, node))]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(_PIECES), max_size=8), st.sampled_from(["\n", "\n\n", "\n# (\n"]), seeds)
def test_valid_code_is_never_changed_whatever_its_history(pieces, between, seed):
    text = between.join(pieces)
    assume(compiles(text))
    ancestors = [corrupt(text, seed, 0.5).source, placeholder(), CLEAN]
    assert repair_text(text, ancestors) == Repair(text, Verdict.LEFT_ALONE, 1.0)


@settings(few, max_examples=6)
@given(seeds)
def test_dense_damage_without_history_is_mended_the_same_each_time_and_once_for_all(seed):
    damaged = corrupt(CLEAN, seed, 0.1).source
    first, second = (repair_text(damaged, budget=60.0) for _ in range(2))
    assert first == second
    assert repair_text(first.source, budget=60.0).source == first.source


@few
@given(seeds)
def test_dense_damage_is_restored_deterministically_and_repairing_again_changes_nothing(seed):
    damaged = corrupt(CLEAN, seed, 0.3).source
    first, second = repair_text(damaged, [CLEAN]), repair_text(damaged, [CLEAN])
    assert first == second
    assert compiles(first.source)
    assert repair_text(first.source, [CLEAN]).source == first.source


@few
@given(st.text(max_size=200), st.lists(st.text(max_size=80), max_size=2))
def test_any_text_in_never_a_crash_or_a_hang(text, ancestors):
    repair = repair_text(text, ancestors, budget=0.2)
    assert repair.verdict is Verdict.LEFT_ALONE or compiles(repair.source)
    if compiles(text):
        assert repair.source == text


def test_a_small_slip_among_many_later_edits_is_mended_where_it_is_not_by_undoing_them():
    later = "".join(f"    later_{number} = compute({number}, 2)\n    assert later_{number}\n" for number in range(8))
    edited = CLEAN.replace("    value = compute(1, 2)\n", f"    value = compute(1, 2\n{later}")
    repair = repair_text(edited, [CLEAN])
    assert repair.source == edited.replace("compute(1, 2\n", "compute(1, 2)\n")


@pytest.mark.parametrize(
    ("slip", "meant"),
    [
        ("if first", "if first:"),
        ("with lock(first:", "with lock(first):"),
        ("for each in first)):", "for each in first:"),
    ],
)
def test_a_slip_above_a_block_somebody_moved_is_mended_and_the_block_stays_where_it_is(slip, meant):
    body = "".join(f"{{margin}}step_{number}(first, second)\n" for number in range(20))
    before = "def run(first, second):\n" + body.format(margin="    ") + "    finish(first)\n"
    moved = f"def run(first, second):\n    {slip}\n" + body.format(margin="        ") + "    finish(first)\n"
    assert repair_text(moved, [before]).source == moved.replace(slip, meant)


def test_code_put_aside_behind_a_marker_comes_back_from_history_however_near_a_mend_is():
    body = "".join(f"    step_{number} = convert(first, exactly=True)\n" for number in range(6))
    before = f"def run(first):\n{body}\n\ndef stop(first):\n    finish(first)\n"
    aside = before.replace("    step_", "    # REMOVED_SYNTAX_ERROR: step_").replace("finish(first)", "finish(first")
    assert repair_text(aside, [before]).source == before


def test_what_is_only_put_aside_makes_a_repair_partial():
    repair = repair_text(
        "import os\n\n\ndef f():\n    return 1\n\n\n) ] what ( { is : this = = ?\n\n\ndef g():\n    return 2\n"
    )
    assert compiles(repair.source)
    assert repair.verdict is Verdict.PARTIAL


def test_a_model_of_the_repository_may_be_given():
    model = LanguageModel.learn([CLEAN] * 3)
    assert compiles(repair_text("def f(:\n    return 1\n", model=model).source)


HOSTILE = {
    "openings": "(" * 2_000,
    "rows": "x = [\n" + "".join(f"  ({i}, 'a{i}', {i}.5\n" for i in range(150)) + "]\n",
    "headers alone": "if x:\n" * 300,
    "ever deeper": "".join(" " * depth + "if x:\n" for depth in range(150)),
    "one endless line": "x = '" + "a " * 5_000 + "\n",
    "quotes": "'" * 2_001,
    "nested f-strings": 'f"{' * 300,
    "wandering tabs": "".join("\t" * (i % 90) + "x(\n" for i in range(200)),
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_ends_as_code_that_compiles_or_as_it_was(text: str):
    repair = repair_text(text, budget=0.2)
    assert compiles(repair.source) or repair == Repair(text, Verdict.LEFT_ALONE, 1.0)


LONG = {
    "headers alone": "if x:\n" * 5_000,
    "decorators": "@a\n" * 5_000,
    "lines without end": "y y\n" * 30_000,
    "one line of calls": "x = (" + "f(a, b) " * 20_000,
    "empty lines": "x = (" + "\n" * 100_000,
    "ever deeper": "".join(" " * depth + "if x:\n" for depth in range(500)),
}


@pytest.mark.parametrize("past", [False, True], ids=["alone", "with an ancestor"])
@pytest.mark.parametrize("text", LONG.values(), ids=LONG)
def test_hostile_text_is_compiled_no_more_than_its_budget_allows(text: str, past: bool, monkeypatch):
    letters = []

    def counted(source, *given, **named):
        letters.append(len(source))
        return compile(source, *given, **named)

    for module in (judge, fault):
        monkeypatch.setattr(module, "compile", counted, raising=False)
    repair = repair_text(text, ["x = 1\n" * (text.count("\n") + 9)] if past else [], budget=0.2)
    # A unit of work pays for two letters at the least; what must be compiled once, whatever the budget, is extra.
    assert sum(letters) < 2 * 0.2 * UNITS + 30 * len(text)
    assert compiles(repair.source) or repair == Repair(text, Verdict.LEFT_ALONE, 1.0)


@pytest.mark.parametrize("ancestors", [(), ("x = 1\n" * (LARGEST // 5),)], ids=["alone", "with an ancestor"])
def test_a_text_too_large_to_compare_is_left_as_it_is(ancestors: tuple[str, ...]):
    damaged = "x = (\n" * (LARGEST // 5)
    assert repair_text(damaged, ancestors) == Repair(damaged, Verdict.LEFT_ALONE, 1.0)
