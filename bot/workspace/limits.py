"""The limits of the real Slack that are not about the shape of a message, in one table a test may change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from types import MappingProxyType


class Tier(Enum):
    """How often a method may be called: Slack's tiers 1 to 4, posting (per channel), and methods beyond them."""

    ONE = "tier 1"
    TWO = "tier 2"
    THREE = "tier 3"
    FOUR = "tier 4"
    POSTING = "posting"
    SPECIAL = "special"


@dataclass(frozen=True, slots=True)
class Rate:
    """A token bucket: `per_second` tokens flow in, at most `burst` are kept."""

    per_second: float
    burst: int


# Tier 1 lets a whole set of ten sockets be opened at once ("a small amount of burst behavior is tolerated"); the others
# may spend a minute's allowance in one go. Posting is "one message per second per channel, short bursts allowed".
RATES: Mapping[Tier, Rate] = MappingProxyType(
    {
        Tier.ONE: Rate(1 / 60, 10),
        Tier.TWO: Rate(20 / 60, 20),
        Tier.THREE: Rate(50 / 60, 50),
        Tier.FOUR: Rate(100 / 60, 100),
        Tier.POSTING: Rate(1.0, 5),
        Tier.SPECIAL: Rate(600 / 60, 600),
    }
)


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds, counts and rates. The defaults are the real Slack's; `rates` may be empty, which limits nothing.

    `message_characters` is the undocumented total of one message's blocks (bolt-js #2509); None switches it off.
    """

    acknowledge_seconds: float = 3.0
    trigger_seconds: float = 3.0
    response_url_seconds: float = 1800.0
    response_url_uses: int = 5
    sockets: int = 10
    ticket_seconds: float = 30.0
    event_retry_seconds: tuple[float, ...] = (0.0, 60.0, 300.0)
    message_characters: int | None = 13_200
    rates: Mapping[Tier, Rate] = field(default_factory=lambda: RATES)

    def unlimited(self) -> Limits:
        """The same limits without any rate limit."""
        return replace(self, rates={})

    def with_rate(self, tier: Tier, rate: Rate) -> Limits:
        """The same limits with one tier's rate replaced."""
        return replace(self, rates={**self.rates, tier: rate})
