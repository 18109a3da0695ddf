"""An environment of stack.yaml, made ready for the machine."""

from datetime import UTC, datetime

import pytest

from bot.incidents.rules import Rules, Thresholds, Window, fits
from handlers.stack.environment import Environment
from handlers.stack.watch import Maintenance
from tests.bot.incidents.watching import SHOP


def environment(*schedule):
    return Rules.of("staging", Environment.model_validate({"services": SHOP, "schedule": schedule}))


def test_thresholds_come_from_the_schedule():
    rules = environment(
        {"check": "diagnose", "every": "1m", "fail_after": 4, "recover_after": 5},
        {"check": "golden-path", "every": "15m", "fail_after": 2},
    )
    assert rules.of_service("postgres") == Thresholds(4, 5)
    assert rules.of_service("golden-path") == Thresholds(2, 2)
    assert rules.of_service("repair tests") == Thresholds(4, 5)


def test_what_is_not_scheduled_goes_by_the_defaults():
    assert environment().of_service("postgres") == Thresholds(3, 2)


def test_the_golden_path_needs_every_service():
    assert set(environment().graph.depends_on["golden-path"]) == set(SHOP)


def test_people_use_what_no_other_service_needs():
    assert environment().fronts == {"gateway", "socket"}


def at(hour, minute=0):
    return datetime(2025, 3, 2, hour, minute, tzinfo=UTC).timestamp()


@pytest.mark.parametrize(
    ("now", "end"),
    [(at(1, 59), None), (at(2), at(4)), (at(3, 59), at(4)), (at(4), None), (at(2) + 86400, None)],
)
@pytest.mark.parametrize(
    "window",
    [
        {"cron": "0 2 * * sun", "lasts": "2h"},
        {"begins": "2025-03-02T02:00:00Z", "ends": "2025-03-02T04:00:00Z"},
    ],
)
def test_a_window_holds_from_its_beginning_until_just_before_its_end(window, now, end):
    assert Window.of(Maintenance.model_validate(window)).end(now) == end


@pytest.mark.parametrize(
    ("patterns", "service", "fitting"),
    [((), "auth", True), (("a*",), "auth", True), (("a*",), "postgres", False), (("x", "auth"), "auth", True)],
)
def test_a_silence_fits_by_shell_patterns(patterns, service, fitting):
    assert fits(patterns, service) is fitting
