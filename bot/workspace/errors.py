"""Refusals, in the words of the real Slack."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.workspace.json_types import Json


class SlackError(Exception):
    """An `{"ok": false}` answer. `error` is Slack's name for it; further keywords go into the body as they are."""

    def __init__(self, error: str, **extra: Any) -> None:
        super().__init__(error)
        self.error = error
        self.extra = extra

    def body(self) -> Json:
        """The JSON body of the refusal."""
        return {"ok": False, "error": self.error, **self.extra}


class RateLimited(SlackError):
    """HTTP 429; `retry_after` is in whole seconds, as the header is."""

    def __init__(self, retry_after: int) -> None:
        super().__init__("ratelimited")
        self.retry_after = retry_after


class Misuse(Exception):
    """The person or test driving the workspace asked for something that cannot be (no such user, no such button)."""


def explained(error: str, messages: Sequence[str]) -> SlackError:
    """A refusal that says what is wrong where, the way `invalid_blocks` and `invalid_arguments` do."""
    return SlackError(
        error, errors=list(messages), response_metadata={"messages": [f"[ERROR] {message}" for message in messages]}
    )
