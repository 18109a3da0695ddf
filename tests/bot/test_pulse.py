import pytest

from bot.pulse import Pulse


class Turned:
    """A clock that is turned by hand."""

    at = 100.0

    def monotonic(self):
        return self.at

    def now(self):
        raise AssertionError("a pulse goes by monotonic time")


@pytest.fixture
def clock():
    return Turned()


def test_a_part_is_on_time_until_it_has_not_beaten_for_too_long(clock):
    pulse = Pulse(clock)
    pulse.expect("clock", 10.0)
    clock.at = 109.0
    assert pulse.parts() == {"clock": True}
    clock.at = 111.0
    assert pulse.parts() == {"clock": False}
    pulse.beat("clock")
    assert pulse.parts() == {"clock": True}


def test_one_late_part_is_enough_to_be_unwell(clock):
    pulse = Pulse(clock)
    pulse.expect("clock", 10.0)
    pulse.expect("speaker", 100.0)
    clock.at = 111.0
    assert not pulse.is_healthy
    assert pulse.parts() == {"clock": False, "speaker": True}
