from __future__ import annotations

import ast
import inspect
import textwrap

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.repair.synthesis import LanguageModel, repair_file
from tests.handlers.repair import corruption
from tests.handlers.repair.corruption import corrupt

HEALTHY = inspect.getsource(corruption)


def test_a_file_that_compiles_is_left_alone() -> None:
    outcome = repair_file(HEALTHY)
    assert (outcome.source, outcome.complete, outcome.edits) == (HEALTHY, True, ())


@pytest.mark.parametrize("seed", range(6))
def test_dense_damage_is_mended_until_the_file_compiles(seed: int) -> None:
    damaged = corrupt(HEALTHY, seed, 0.08)
    outcome = repair_file(damaged.source, budget=90.0)  # its work ends it, not a busy machine
    assert outcome.complete
    ast.parse(outcome.source)


def test_a_lost_docstring_mark_is_put_back_where_it_was() -> None:
    source = textwrap.dedent(
        '''
        def first():
            """Say what this does, at length.

            It isn't code: it reads as prose does.
            """
            return 1


        def second():
            """Another one."""
            return 2
        '''
    )
    damaged = source.replace('    """\n    return 1', "    return 1")
    mended = ast.parse(repair_file(damaged).source)
    assert [node.name for node in mended.body if isinstance(node, ast.FunctionDef)] == ["first", "second"]
    assert "return 1" in repair_file(damaged).source


def test_line_ends_are_kept() -> None:
    outcome = repair_file("def f(:\r\n    return 1\r\n")
    assert outcome.complete
    assert outcome.source.count("\r\n") == 2


def test_the_same_damage_is_mended_the_same_way() -> None:
    damaged = corrupt(HEALTHY, 3, 0.05).source
    assert repair_file(damaged) == repair_file(damaged)


def test_a_model_of_the_repository_is_taken() -> None:
    outcome = repair_file(corrupt(HEALTHY, 1, 0.02).source, LanguageModel.learn([HEALTHY]))
    assert outcome.complete


@given(st.text(alphabet="ab(){}[]:,='\" \n#\\0", max_size=80))
@settings(max_examples=40, deadline=None)
def test_any_text_is_survived_and_repair_is_final(text: str) -> None:
    outcome = repair_file(text, budget=0.2)
    if outcome.complete:
        assert repair_file(outcome.source).source == outcome.source
