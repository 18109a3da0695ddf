"""How often a method may be called: one token bucket per app and method, and for posting one per channel."""

from __future__ import annotations

import math
from dataclasses import dataclass

from bot.workspace.clock import Clock
from bot.workspace.errors import RateLimited
from bot.workspace.limits import Limits, Rate, Tier


@dataclass(slots=True)
class _Bucket:
    tokens: float
    filled: float


class RateLimiter:
    """Counts calls; raises RateLimited for one too many."""

    def __init__(self, clock: Clock, limits: Limits) -> None:
        self._clock, self._limits = clock, limits
        self._buckets: dict[tuple[str, str, str], _Bucket] = {}

    def count(self, app_id: str, method: str, tier: Tier, channel: str = "") -> None:
        """Count one call of `method`; `channel` matters only for posting."""
        rate = self._limits.rates.get(tier)
        if rate is None:
            return
        place = channel if tier is Tier.POSTING else ""
        bucket = self._buckets.setdefault((app_id, method, place), _Bucket(float(rate.burst), self._clock.now()))
        self._fill(bucket, rate)
        if bucket.tokens < 1:
            raise RateLimited(max(1, math.ceil((1 - bucket.tokens) / rate.per_second)))
        bucket.tokens -= 1

    def _fill(self, bucket: _Bucket, rate: Rate) -> None:
        now = self._clock.now()
        bucket.tokens = min(float(rate.burst), bucket.tokens + (now - bucket.filled) * rate.per_second)
        bucket.filled = now
