"""The form of a silence is prefilled, and what is entered is read or refused beside its input."""

import pytest

from bot.orders.watch import SilenceCauses
from bot.slack.modals import Place, Wrong, silence_form, silence_of

PLACE = Place("staging", "staging-1", "C1", "1.2")


def _sent(how_long, which="", why=""):
    form = silence_form(PLACE, "redis")
    names = ("silence_for", "silence_what", "silence_why")
    values = {name: {name: {"value": value or None}} for name, value in zip(names, (how_long, which, why), strict=True)}
    return {**form, "state": {"values": values}}


def test_the_cause_stands_in_the_form_and_where_it_came_from_comes_back():
    form = silence_form(PLACE, "redis")
    assert [block["element"].get("initial_value") for block in form["blocks"][1:]] == ["30m", "redis", None]
    assert Place.of(form) == PLACE


def test_what_is_entered_is_the_silence():
    assert silence_of(_sent("2h", "redis, auth*", "new disk")) == SilenceCauses(
        "staging", 7200.0, ("redis", "auth*"), "new disk"
    )
    assert silence_of(_sent("1d")) == SilenceCauses("staging", 86400.0)


@pytest.mark.parametrize("how_long", ["soon", "5s", "90d", "-1h"])
def test_a_wrong_time_is_named_beside_its_input(how_long):
    with pytest.raises(Wrong) as wrong:
        silence_of(_sent(how_long))
    assert how_long in wrong.value.errors["silence_for"]
