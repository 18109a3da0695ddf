"""What is said reads well, and the root message changes only when the state does."""

import pytest

from bot.incidents import words
from bot.incidents.model import Vital
from tests.bot.incidents.watching import Watch, rules_of


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "0 s"), (59.6, "1 min"), (3 * 3600 + 60, "3 h 1 min"), (90061, "1 d 1 h"), (-1, "0 s")]
)
def test_time_spans_have_two_units(seconds, text):
    assert words.lasting(seconds) == text


def test_a_story_may_count_from_its_own_beginning():
    assert words.when(90.5) == "second 90.5"
    assert words.when(1_740_880_800) == "2025-03-02 02:00:00 UTC"


def test_long_lists_are_cut():
    assert words.names([str(number) for number in range(12)]) == "0, 1, 2, 3, 4, 5, 6, 7, 8, 9 and 2 more"


@pytest.mark.parametrize(
    ("vital", "title"),
    [
        (Vital(), "db fails"),
        (Vital(detail="refused"), "db fails: refused"),
        (Vital(detail="refused", title="db is down"), "db is down"),
    ],
)
def test_a_diagnosis_names_it_better_than_a_check(vital, title):
    assert words.title_of("db", vital) == title


def test_the_root_message_does_not_change_with_time_alone():
    watch = Watch(rules_of(repeat_every=None))
    watch.see(failing="postgres", ok="redis", at=0)
    watch.wait(86400)
    assert watch.reasons("edit") == []


def test_the_end_says_how_long_everything_took():
    watch = Watch(rules_of(2, 1))
    watch.see(ok="redis", failing="postgres", at=0)
    watch.see(failing="postgres auth", at=60)
    watch.see(ok="postgres auth", at=120)
    watch.wait(60)
    (ended,) = [said.text for said in watch.said if said.why == "ended"]
    assert ended == "Ended after 2 min: staging: postgres fails: refused. Detected after 1 min."
