"""A check has one clock; a phase has a budget."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from handlers.stack.watch import Alerts, Check, Maintenance, Phase


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


def test_alerts_have_the_defaults_of_the_trusted() -> None:
    alerts = Alerts()
    assert (alerts.repeat_every, alerts.remind_every, alerts.edit_every) == (14400, 3600, 10)
    assert (alerts.flap_start, alerts.flap_stop) == (30, 20)


def test_what_repeats_can_be_switched_off() -> None:
    assert Alerts.model_validate({"repeat_every": None, "remind_every": None}).repeat_every is None


def test_flapping_stops_below_where_it_starts() -> None:
    with pytest.raises(ValidationError, match="flap_stop"):
        Alerts(flap_start=20, flap_stop=30)


@pytest.mark.parametrize(
    "window",
    [
        {"cron": "0 2 * * sun", "lasts": "2h", "services": ["postgres"]},
        {"begins": "2025-03-01T02:00:00Z", "ends": "2025-03-01T04:00:00Z"},
    ],
)
def test_a_maintenance_window_comes_back_or_comes_once(window: dict[str, object]) -> None:
    assert Maintenance.model_validate(window)


@pytest.mark.parametrize(
    "window",
    [
        {},
        {"cron": "0 2 * * sun"},
        {"lasts": "2h"},
        {"begins": "2025-03-01T02:00:00Z"},
        {"cron": "0 2 * * sun", "lasts": "2h", "ends": "2025-03-01T02:00:00Z"},
        {"begins": "2025-03-01T02:00:00Z", "ends": "2025-03-01T02:00:00Z"},
        {"begins": "2025-03-01T02:00:00", "ends": "2025-03-01T03:00:00"},
    ],
)
def test_a_maintenance_window_without_a_plain_beginning_and_end_is_refused(window: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Maintenance.model_validate(window)
