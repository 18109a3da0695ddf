"""Identifiers that look like Slack's, unique within one workspace, and message timestamps that never repeat."""

from __future__ import annotations

import itertools
import secrets
import string

from bot.workspace.clock import Clock

_DIGITS = string.digits + string.ascii_uppercase


class Ids:
    """Hands out identifiers. `stamp` is monotonic even on a clock that stands still."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._count = itertools.count(1)
        self._last_micro = 0

    def new(self, prefix: str) -> str:
        """An id such as `C0000000A7`: the prefix of its kind, then a counter in base 36."""
        number, digits = next(self._count) + 36**3, ""
        while number:
            number, rest = divmod(number, 36)
            digits = _DIGITS[rest] + digits
        return f"{prefix}0{digits.rjust(8, '0')}"

    def stamp(self) -> str:
        """A message timestamp: `seconds.micros`, greater than every one before it."""
        self._last_micro = max(self._last_micro + 1, int(self._clock.now() * 1_000_000))
        return f"{self._last_micro // 1_000_000}.{self._last_micro % 1_000_000:06d}"

    @staticmethod
    def secret(size: int = 24) -> str:
        """An unguessable hexadecimal string of `2 * size` digits."""
        return secrets.token_hex(size)
