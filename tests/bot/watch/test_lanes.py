import pytest

from bot.watch.lanes import Lane, Patience
from handlers.core.errors import Ambiguous, Permanent, Temporary

PATIENCE = Patience(first=1.0, longest=5.0, refused=30.0)


def used(lane, times, now=0.0):
    for _ in range(times):
        assert lane.opens_in(now) == 0.0
        lane.enter()
        lane.leave(now, None)


def test_a_short_burst_goes_at_once_and_then_one_message_a_second():
    lane = Lane()
    used(lane, 4)
    assert lane.opens_in(0.0) == pytest.approx(1.0)
    assert lane.opens_in(0.75) == pytest.approx(0.25)
    assert lane.opens_in(1.0) == 0.0


def test_only_four_are_on_their_way_at_once_and_one_while_there_is_trouble():
    lane = Lane()
    for _ in range(4):
        lane.enter()
    assert lane.opens_in(100.0) is None
    for _ in range(4):
        lane.leave(100.0, Ambiguous("no answer"))
    lane.enter()
    assert lane.opens_in(1000.0) is None


@pytest.mark.parametrize(
    ("problem", "wait"),
    [(Temporary("slow down", retry_after=17.0), 17.0), (Ambiguous("500"), 1.0), (Permanent("archived"), 30.0)],
)
def test_a_lane_waits_as_long_as_it_was_asked_to_or_as_patience_says(problem, wait):
    lane = Lane(PATIENCE)
    lane.enter()
    lane.leave(10.0, problem)
    assert lane.opens_in(10.0) == wait
    assert (lane.trouble, lane.refused) == (str(problem), isinstance(problem, Permanent))
    lane.enter()
    lane.leave(50.0, None)
    assert (lane.trouble, lane.refused, lane.opens_in(50.0)) == ("", False, 0.0)


def test_failures_in_a_row_wait_longer_each_time_up_to_a_limit():
    lane, waits = Lane(PATIENCE), []
    for round_ in range(5):
        now = round_ * 100.0
        lane.enter()
        lane.leave(now, Ambiguous("500"))
        waits.append(lane.opens_in(now))
    assert waits == [1.0, 2.0, 4.0, 5.0, 5.0]


def test_a_message_that_arrives_does_not_shorten_the_wait_another_was_asked_for():
    lane = Lane()
    lane.enter()
    lane.enter()
    lane.leave(0.0, Temporary("slow down", retry_after=9.0))
    lane.leave(0.0, None)
    assert lane.opens_in(1.0) == 8.0
