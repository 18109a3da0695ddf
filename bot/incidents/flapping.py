"""Flapping exactly as Nagios defines it.

Nagios Core, base/flapping.c: the last 21 recorded states hold 20 places for a change, weighted evenly from 0.75 for
the oldest to 1.25 for the newest; the sum in percent of 20 starts flapping at `flap_start` and ends it at `flap_stop`.
Only states that are confirmed are recorded, and every result that finds the service well.
"""

from __future__ import annotations

STATES = 21
_CHANGES = STATES - 1
_OLDEST, _NEWEST = 0.75, 1.25

WELL, ILL = "0", "1"


def record(history: str, state: str) -> str:
    """The history with one more state: at most 21 single characters, oldest first. Before the first, all was well."""
    return (history + state)[-STATES:]


def percent(history: str) -> float:
    """How much the recorded states change, 0 to 100, recent changes counting for more."""
    states = history.rjust(STATES, WELL)
    step = (_NEWEST - _OLDEST) / (_CHANGES - 1)
    changes = sum(_OLDEST + place * step for place in range(_CHANGES) if states[place] != states[place + 1])
    return changes * 100 / _CHANGES


def is_flapping(history: str, before: bool, thresholds: tuple[float, float]) -> bool:
    """Whether it flaps now; `before`: whether it did until now; `thresholds`: (start, stop) in percent."""
    start, stop = thresholds
    changing = percent(history)
    if stop < changing < start:
        return before
    return changing >= start
