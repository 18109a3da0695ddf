"""Changes are told in order, without polling."""

from __future__ import annotations

import asyncio

from bot.workspace.journal import Journal


async def test_a_reader_is_woken_by_the_next_change() -> None:
    journal = Journal()
    reader = asyncio.create_task(journal.after(0))
    await asyncio.sleep(0)
    assert not reader.done()
    journal.record("message", "C1")
    assert await reader == 1


async def test_a_reader_gets_what_it_has_missed() -> None:
    journal = Journal()
    for channel in ("C1", "C2", "C3"):
        journal.record("message", channel)
    assert [change.channel for change in journal.since(1)] == ["C2", "C3"]
    assert await journal.after(2) == 3
