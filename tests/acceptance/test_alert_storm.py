"""A small storm: bots that are killed while they tell of incidents lose and double nothing."""

from contextlib import ExitStack

import pytest

from benchmarks.alert_storm import Storm, postgres, storm


@pytest.mark.timeout(90)
async def test_bots_that_are_killed_in_a_storm_tell_everything_once_and_in_order():
    found = await storm(Storm(kills=6, seed=7, longest=1.2))
    assert found["wrong"] == []
    assert found["told"] > 0


@pytest.mark.timeout(90)
async def test_two_bots_on_one_postgres_of_which_one_is_killed_do_the_same():
    with ExitStack() as exits:
        found = await storm(Storm(kills=3, seed=8, replicas=2, longest=1.2, database=postgres(exits)))
    assert found["wrong"] == []
    assert found["told"] > 0
