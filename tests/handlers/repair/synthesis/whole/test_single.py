from __future__ import annotations

import pytest

from handlers.repair.synthesis.costs import load_costs, load_language
from handlers.repair.synthesis.effort import Effort, Meter
from handlers.repair.synthesis.search import Search
from handlers.repair.synthesis.whole.single import mend_statement


@pytest.mark.parametrize(
    ("damaged", "healthy"),
    [("return f(1", "return f(1)"), ("if x == 1\n", None), ("while x):", "while x:"), ("x = 1", None)],
)
def test_one_statement_is_mended_by_itself(damaged: str, healthy: str | None) -> None:
    search = Search(load_costs("files"), load_language(), Meter(Effort.within(5.0)), keep=True)
    found = mend_statement(search, damaged)
    assert found == healthy or healthy is None
    assert bool(search.meter.units) == (damaged != "x = 1")
