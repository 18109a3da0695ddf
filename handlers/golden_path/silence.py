"""Naming a silence: which event was awaited, and for how long."""

from __future__ import annotations

from typing import Protocol

from handlers.golden_path.failures import Failure
from handlers.golden_path.sequence import Sequence
from handlers.stack.journey_parts import Expect


class Listening(Protocol):
    """What is known of the wait: whether an event has come yet (`last`, seconds), and whether it was resumed."""

    last: float | None
    resumed: str


def silence(expect: Expect, sequence: Sequence, wait: Listening) -> Failure:
    """The failure of a wait that ended with nothing missing in between.

    Nothing at all, or nothing more while something in the middle was due, is `silent-agent`; `late-answer` when only
    the last event was still due; after a reconnection it is `resume-lost-event`.
    """
    awaited = sequence.awaited
    if wait.last is None:
        return Failure("silent-agent", awaited, f"nothing came within {expect.first_silence:g} s of the message")
    if wait.resumed:
        return Failure("resume-lost-event", awaited, "did not come after the connection was resumed")
    if awaited == expect.events[-1]:
        return Failure("late-answer", awaited, f"did not come within {expect.within:g} s of the message")
    limit = 3 * expect.gap_within if expect.gap_within else expect.within
    return Failure("silent-agent", awaited, f"was awaited, and nothing more came within {limit:g} s")
