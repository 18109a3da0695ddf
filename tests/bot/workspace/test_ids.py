"""Identifiers never repeat, not even on a clock that stands still."""

from __future__ import annotations

import re

from bot.workspace.clock import VirtualClock
from bot.workspace.ids import Ids


async def test_timestamps_grow_while_time_stands_still() -> None:
    ids = Ids(VirtualClock(start=1_700_000_000.0))
    stamps = [ids.stamp() for _ in range(1000)]
    assert stamps[0] == "1700000000.000000"
    assert stamps == sorted(set(stamps))


async def test_ids_look_like_slacks() -> None:
    ids = Ids(VirtualClock())
    made = {ids.new("C") for _ in range(100)}
    assert len(made) == 100
    assert all(re.fullmatch(r"C0[0-9A-Z]{8}", one) for one in made)
