"""The Web API at the edge: every client error becomes a Temporary or a Permanent failure that says how to mend it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

import aiohttp
import stamina
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from handlers.core.errors import Ambiguous, Permanent, Temporary
from handlers.core.redaction import Redactor

_MEND = {
    "not_in_channel": "opsmedic is not a member of this channel: type `/invite @opsmedic` there, then try again",
    "channel_not_found": "opsmedic cannot see this channel: invite it with `/invite @opsmedic`, then try again",
    "is_archived": "this channel is archived: unarchive it, or ask in another one",
    "missing_scope": "the Slack app lacks a permission; install it again with the manifest of `medic manifest`",
    "invalid_auth": "Slack refuses the bot token: check SLACK_BOT_TOKEN",
    "token_revoked": "the bot token was revoked: install the app again and set SLACK_BOT_TOKEN",
    "account_inactive": "the bot token belongs to a removed app: install it again and set SLACK_BOT_TOKEN",
    "restricted_action": "the workspace does not let opsmedic post in this channel: ask an administrator",
    "msg_too_long": "the message is longer than Slack takes",
    "invalid_blocks": "Slack refuses the message's layout",
}
_TEMPORARY = {"ratelimited", "internal_error", "fatal_error", "service_unavailable", "request_timeout", "accesslimited"}


class Refused(Permanent):
    """Slack refuses the call; `error` is its own name for why, such as `message_not_found`."""

    def __init__(self, message: str, error: str) -> None:
        super().__init__(message)
        self.error = error


def retries(deadline: float) -> Iterator[Any]:
    """Attempts until `deadline` (seconds): backoff, or exactly as long as Slack asked for."""
    return cast(
        Iterator[Any],
        stamina.retry_context(on=_backoff, attempts=None, timeout=deadline, wait_initial=0.2, wait_max=20.0),
    )


def _backoff(problem: Exception) -> bool | float:
    if not isinstance(problem, Temporary):
        return False
    return True if problem.retry_after is None else problem.retry_after


class SlackCalls:
    """One call at a time, without retries: whoever knows whether a call may be repeated decides that.

    Every text passes the redactor on its way out, whoever wrote it.
    """

    def __init__(self, client: AsyncWebClient, redact: Redactor) -> None:
        self._client = client
        self._redact = redact

    async def __call__(self, method: str, **arguments: Any) -> dict[str, Any]:
        """Call `method`; its answer's body. Raises Temporary (Ambiguous if it may have taken effect) or Permanent."""
        return await self._send(method, json=self.redacted(arguments))

    async def form(self, method: str, **arguments: Any) -> dict[str, Any]:
        """The same for the few methods that take no JSON."""
        return await self._send(method, data={name: str(value) for name, value in arguments.items()})

    def redacted(self, value: Any) -> Any:
        """The same JSON-able value without secrets."""
        if isinstance(value, str):
            return self._redact(value)
        if isinstance(value, dict):
            return {key: self.redacted(item) for key, item in value.items()}
        return [self.redacted(item) for item in value] if isinstance(value, list | tuple) else value

    async def _send(self, method: str, **body: Any) -> dict[str, Any]:
        try:
            response = await self._client.api_call(method, **body)
        except SlackApiError as problem:
            raise _translated(method, problem) from problem
        except (TimeoutError, aiohttp.ClientError, SlackClientError, OSError) as problem:
            raise Ambiguous(f"Slack did not answer {method} ({type(problem).__name__})") from problem
        return cast(dict[str, Any], response.data)


def _translated(method: str, problem: SlackApiError) -> Temporary | Permanent:
    response = problem.response
    status = getattr(response, "status_code", 0)
    error = response.get("error", "") if isinstance(getattr(response, "data", None), dict) else ""
    if status == 429 or error == "ratelimited":
        return Temporary(f"Slack asks to slow down ({method})", retry_after=_retry_after(response))
    if status >= 500 or error in _TEMPORARY or not error:
        return Ambiguous(f"Slack failed at {method} (HTTP {status} {error})")
    details = "; ".join((response.get("response_metadata") or {}).get("messages", ()))[:300]
    why = f"{_MEND.get(error, 'Slack refused')} ({method}: {error}{': ' + details if details else ''})"
    return Refused(why, error)


def _retry_after(response: Any) -> float:
    for name, value in (getattr(response, "headers", None) or {}).items():
        if name.lower() == "retry-after":
            text = value[0] if isinstance(value, list) else value
            return max(float(text), 0.0)
    return 1.0
