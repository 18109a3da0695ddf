from __future__ import annotations

import inspect

from handlers.repair.synthesis.costs import load_costs, load_language
from handlers.repair.synthesis.effort import Effort, Meter
from handlers.repair.synthesis.search import Search
from handlers.repair.synthesis.whole.dense import compiles, is_dense, mend_densely
from tests.handlers.repair import corruption
from tests.handlers.repair.corruption import corrupt

HEALTHY = inspect.getsource(corruption)


def test_few_faults_are_not_dense_and_many_are() -> None:
    assert not is_dense(HEALTHY)
    assert not is_dense(HEALTHY.replace("def drop_quote(", "def drop_quote(("))
    assert is_dense(corrupt(HEALTHY, 1, 0.2).source)


def test_every_part_is_mended_and_said() -> None:
    search = Search(load_costs("files"), load_language(), Meter(Effort.within(60.0)), keep=True)
    mended, edits = mend_densely(search, corrupt(HEALTHY, 1, 0.1).source)
    assert compiles(mended)
    assert edits


NESTED = """

def count():
    total = 0

    def more():
        nonlocal total
        total += 1

    def less():
        nonlocal total
        total -= 1

    return more, less
"""


def test_a_name_bound_anew_in_a_nested_function_is_no_fault() -> None:
    search = Search(load_costs("files"), load_language(), Meter(Effort.within(60.0)), keep=True)
    mended, _ = mend_densely(search, corrupt(HEALTHY, 1, 0.1).source + NESTED.replace("less():", "less()"))
    assert mended.endswith(NESTED)
