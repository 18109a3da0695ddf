"""Percentiles as numpy computes them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.golden_path.percentiles import percentile, spread


@settings(deadline=None)
@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=50), st.sampled_from([0, 50, 90, 95, 99, 100]))
def test_a_percentile_is_numpys(values: list[float], quantile: int) -> None:
    assert percentile(values, quantile) == pytest.approx(float(np.percentile(values, quantile)), abs=1e-6)


def test_of_nothing_there_is_no_spread() -> None:
    assert spread([]) == {}
    assert spread([2.0]) == {"p50": 2.0, "p90": 2.0, "p95": 2.0, "p99": 2.0, "max": 2.0}
