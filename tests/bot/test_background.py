import asyncio

import pytest

from bot.background import background


async def test_work_goes_on_until_the_block_is_left():
    begun, ended = asyncio.Event(), asyncio.Event()

    async def work():
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    async with background(work=work()):
        await begun.wait()
        assert not ended.is_set()
    assert ended.is_set()


async def test_work_that_ends_is_reported_by_name_and_the_rest_goes_on(caplog):
    begun = asyncio.Event()

    async def broken():
        raise RuntimeError("out of paper")

    async def sound():
        begun.set()
        await asyncio.Event().wait()

    async with background(printer=broken(), watch=sound()):
        await begun.wait()
        await asyncio.sleep(0)
    (record,) = caplog.records
    assert "printer has ended" in record.message
    assert "out of paper" in str(record.exc_info[1])


async def test_leaving_by_an_error_ends_the_work_too():
    ended = asyncio.Event()

    async def work():
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    async def leave():
        async with background(work=work()):
            await asyncio.sleep(0)
            raise ValueError("leave")

    with pytest.raises(ValueError, match="leave"):
        await leave()
    assert ended.is_set()
