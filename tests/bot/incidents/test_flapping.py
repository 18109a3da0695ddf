"""Flapping is Nagios' own, to the second decimal place."""

import json
from pathlib import Path

import pytest

from bot.incidents.flapping import STATES, is_flapping, percent, record

MEASURED = Path(__file__).parents[4] / "shared" / "data" / "nagios-flap.json"
DEFAULTS = (30.0, 20.0)


def walk(states):
    """(percent, flapping) after each of the states, one character each."""
    history, flapping = "", False
    for state in states:
        history = record(history, state)
        flapping = is_flapping(history, flapping, DEFAULTS)
        yield round(percent(history), 2), flapping


def test_it_gives_the_numbers_of_a_real_nagios():
    if not MEASURED.exists():
        pytest.skip("the measurements of a real Nagios are not here")
    steps = json.loads(MEASURED.read_text())
    expected = [(step["nagios_pct"], step["nagios_flapping"]) for step in steps]
    assert list(walk(str(step["state"]) for step in steps)) == expected
    assert len(expected) == 64


def test_each_change_weighs_less_as_it_ages():
    """By hand: a change weighs 1.25 of 20 when new, 0.5/19 less with each state after it, 0.75 at last, then 0."""
    aged = [value for value, _ in walk("1" + "1" * STATES)]
    assert aged == [round((1.25 - age * 0.5 / 19) * 5, 2) for age in range(20)] + [0.0, 0.0]


def test_it_starts_at_the_sixth_change_in_a_row_and_stops_when_nearly_all_have_aged():
    flaps = [flapping for _, flapping in walk("101010" + "0" * 20)]
    assert flaps.index(True) == 5
    assert flaps.index(False, 5) == 5 + next(
        age for age in range(1, 20) if sum(1.25 - (age + n) * 0.5 / 19 for n in range(6) if age + n < 20) * 5 <= 20
    )


@pytest.mark.parametrize(("before", "start", "stop"), [(False, 6.25, 1.0), (True, 50.0, 6.25)])
def test_a_threshold_itself_counts_as_crossed(before, start, stop):
    assert is_flapping("1", before, (start, stop)) is not before


@pytest.mark.parametrize("before", [False, True])
def test_between_the_thresholds_nothing_changes(before):
    assert is_flapping("1", before, (10.0, 5.0)) is before
