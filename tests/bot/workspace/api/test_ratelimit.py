"""Rates: how much at once, how much per minute, and when to come back."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler

from bot.workspace.api.ratelimit import RateLimiter
from bot.workspace.clock import VirtualClock
from bot.workspace.errors import RateLimited
from bot.workspace.limits import RATES, Limits, Rate, Tier
from bot.workspace.server import LocalSlack
from tests.bot.workspace import kit
from tests.bot.workspace.kit import ROOM, refusal


@pytest.fixture
async def slack(clock: VirtualClock) -> AsyncIterator[LocalSlack]:
    slack = LocalSlack(clock)
    await slack.start()
    yield slack
    await slack.stop()


async def test_posting_is_limited_per_channel(slack: LocalSlack, clock: VirtualClock) -> None:
    client = kit.client_of(slack, slack.install(kit.manifest(), join=[ROOM, "#general"]))
    for _ in range(RATES[Tier.POSTING].burst):
        await client.chat_postMessage(channel=ROOM, text="x")
    response = await refusal(client.chat_postMessage(channel=kit.ROOM_ID, text="x"))
    assert (response.status_code, response["error"], response.headers["Retry-After"]) == (429, "ratelimited", "1")
    await client.chat_postMessage(channel="#general", text="x")
    await clock.advance(1.0)
    await client.chat_postMessage(channel=ROOM, text="x")


async def test_the_sdks_own_retry_handler_gets_through() -> None:
    slack = LocalSlack(limits=Limits().with_rate(Tier.POSTING, Rate(2.0, 1)))
    await slack.start()
    app = slack.install(kit.manifest(), join=[ROOM])
    client = kit.client_of(slack, app, retry_handlers=[AsyncRateLimitErrorRetryHandler(max_retry_count=2)])
    for _ in range(2):
        assert (await client.chat_postMessage(channel=ROOM, text="x"))["ok"]
    await slack.stop()


@pytest.mark.parametrize(("tier", "per_minute"), [(Tier.ONE, 1), (Tier.TWO, 20), (Tier.THREE, 50), (Tier.FOUR, 100)])
async def test_a_tier_refills_at_its_rate(tier: Tier, per_minute: int) -> None:
    clock = VirtualClock()
    limiter = RateLimiter(clock, Limits())
    for _ in range(RATES[tier].burst):
        limiter.count("A1", "m", tier)
    with pytest.raises(RateLimited) as limited:
        limiter.count("A1", "m", tier)
    assert limited.value.retry_after == -(-60 // per_minute)
    limiter.count("A2", "m", tier)
    limiter.count("A1", "other", tier)
    await clock.advance(60.001)
    for _ in range(per_minute):
        limiter.count("A1", "m", tier)
    with pytest.raises(RateLimited):
        limiter.count("A1", "m", tier)


async def test_limits_can_be_switched_off() -> None:
    limiter = RateLimiter(VirtualClock(), Limits().unlimited())
    for _ in range(1000):
        limiter.count("A1", "m", Tier.ONE)
