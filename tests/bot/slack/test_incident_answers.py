"""Answers about incidents fit one message, say what matters, and are only text wherever others wrote it."""

from dataclasses import replace

from bot.incidents.model import Holder, Incident, Moment, Silence, Why
from bot.slack import blocks
from bot.slack.incident_answers import incident_line, incident_list, incident_shown, silence_list
from bot.store.incidents import Filed

NOON = 1_764_000_000.0
INCIDENT = Incident("staging-1", "redis", "redis <b> fails", opened=NOON, began=NOON, members=("redis", "auth"))


def test_a_line_says_what_and_who():
    line = incident_line(Filed("staging", replace(INCIDENT, holder=Holder("<@U012AB|ann>", NOON), flapping=True)))
    assert "*P3 · redis &lt;b&gt; fails*" in line
    assert "<@U012AB> takes care" in line
    assert "also failing: `auth`" in line
    assert "comes and goes" in line


def test_a_line_of_one_that_ended_says_how_long_it_lasted():
    over = replace(INCIDENT, closed=NOON + 90, merged_into="staging-2")
    line = incident_line(Filed("staging", over))
    assert "lasted 1 min 30 s" in line
    assert "went on as `staging-2`" in line


def test_a_long_list_and_a_long_timeline_fit_one_message():
    filed = Filed("staging", replace(INCIDENT, title="x" * 300))
    assert blocks.fits(incident_list([filed] * 60, [filed] * 5).blocks)
    moments = tuple(Moment(NOON, Why.NOTED, f"{number} " + "y" * 900) for number in range(100))
    shown = incident_shown(Filed("staging", replace(INCIDENT, timeline=moments)))
    assert blocks.fits(shown.blocks)
    assert "40 earlier lines are not shown" in str(shown.blocks)


def test_silences_are_listed_with_how_to_end_them():
    silence = Silence("staging-2", NOON, (), "<@U012AB|ann>", "new disk")
    assert "everything in `staging` until" in str(silence_list([("staging", silence)]).blocks)
    assert "Nothing is silenced" in silence_list([]).text
