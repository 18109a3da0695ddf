"""Streaks, confirmation and recovery of one service."""

import pytest

from bot.incidents.model import Result, Vital
from bot.incidents.vitals import taken, wants_confirmation
from handlers.core.ports import Health
from tests.bot.incidents.watching import rules_of

STATES = {"f": Health.FAILING, "o": Health.OK, "u": Health.UNKNOWN}


def after(seen, fail_after=3, recover_after=2):
    vital, rules = Vital(), rules_of(fail_after, recover_after)
    for second, letter in enumerate(seen):
        vital = taken(vital, Result("postgres", STATES[letter], letter), float(second), rules)
    return vital


@pytest.mark.parametrize(
    ("seen", "confirmed"),
    [("ff", False), ("fff", True), ("ffof", False), ("fuff", True), ("fffo", True), ("fffoo", False), ("fffofo", True)],
)
def test_it_takes_so_many_in_a_row_either_way(seen, confirmed):
    assert after(seen).confirmed is confirmed


def test_times_are_those_of_the_first_of_a_row():
    vital = after("oofffoo")
    assert (vital.failing_since, vital.well_since, vital.recovered_at) == (None, 5, 6)
    assert after("oofff").failing_since == 2
    assert after("oofff").confirmed_at == 4


def test_a_failure_that_comes_back_before_it_recovered_has_gone_on():
    assert after("fffof").failing_since == 0


@pytest.mark.parametrize(
    ("seen", "wanted"),
    [("o", False), ("f", True), ("ff", True), ("fff", False), ("u", False), ("fffo", True), ("fffoo", False)],
)
def test_what_is_not_certain_wants_another_look(seen, wanted):
    assert wants_confirmation(after(seen)) is wanted


def test_only_what_is_certain_counts_as_flapping():
    assert after("fofofofofofofofofofo").flapping is False
    assert after("fofofofofo", 1, 1).flapping is True


def test_details_are_kept_short():
    vital = taken(Vital(), Result("postgres", Health.FAILING, "x" * 10_000), 0.0, rules_of())
    assert len(vital.detail) == 300
