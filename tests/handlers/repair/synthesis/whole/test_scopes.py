from __future__ import annotations

import pytest

from handlers.repair.synthesis.whole.slips import mend_slips


@pytest.mark.parametrize("line", ["await g()", "async with g() as h:\n        pass"])
def test_a_function_that_waits_is_a_coroutine(line: str) -> None:
    broken = f"def f():\n    {line}\n"
    assert mend_slips(broken) == f"async {broken}"
