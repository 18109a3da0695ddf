"""A check has one clock; a phase has a budget."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from handlers.stack.watch import Check, Phase


def test_a_check_has_an_interval_or_a_cron_expression() -> None:
    assert Check.model_validate({"check": "diagnose", "every": "15m"}).every == 900
    assert Check.model_validate({"check": "diagnose", "cron": "* * * * *"}).every is None


@pytest.mark.parametrize(
    "clock",
    [{}, {"every": "1m", "cron": "* * * * *"}, {"every": "0s"}, {"every": "1m", "fail_after": 0}],
)
def test_no_clock_and_two_clocks_are_refused(clock: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Check.model_validate({"check": "diagnose", **clock})


def test_a_phase_has_a_budget() -> None:
    assert Phase.model_validate({"phase": "diagnose", "budget": "30m"}).budget == 1800
    with pytest.raises(ValidationError):
        Phase.model_validate({"phase": "diagnose"})
