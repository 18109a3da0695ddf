"""Whether Slack can be reached with these settings, and whether the bot may do there what it is going to do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.settings import Settings
from bot.slack.calls import SlackCalls
from bot.slack.channels import Channels
from bot.slack.manifest import SCOPES
from bot.stackfile.problem import Problem
from handlers.core.errors import Failure
from handlers.core.redaction import Redactor

_TIMEOUT = 10  # seconds for each call; a person waits for the answer
_REFUSED = {
    "invalid_auth",
    "not_authed",
    "token_revoked",
    "token_expired",
    "account_inactive",
    "not_allowed_token_type",
}


@dataclass(frozen=True, slots=True)
class Reach:
    """What was found: who we are there (empty when Slack refused or did not answer), and whether the bot may post.

    `member` is None where the channel could not be looked at.
    """

    team: str = ""
    bot: str = ""
    channel: str = ""
    member: bool | None = None
    mistakes: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()


@dataclass(slots=True)
class _Findings:
    mistakes: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)


async def reach_slack(settings: Settings, channel: str, others: Iterable[str] = ()) -> Reach:
    """Ask Slack who the tokens belong to, which scopes they carry, and whether the bot is in `channel` (`#name` or id).

    `others`: channels that single environments are told of in; the bot should be in these as well.

    A token that Slack refuses is a mistake; that Slack does not answer, or that the bot has yet to be invited, is a
    warning: neither is wrong in what was configured.
    """
    findings = _Findings()
    who = await _who(settings, findings)
    await _try_app_token(settings, findings)
    member = await _is_member(settings, channel, findings) if who else None
    for other in others if who else ():
        await _is_member(settings, other, findings)
    return Reach(
        team=str(who.get("team", "")) if who else "",
        bot=str(who.get("user", "")) if who else "",
        channel=channel,
        member=member,
        mistakes=tuple(findings.mistakes),
        warnings=tuple(findings.warnings),
    )


async def _who(settings: Settings, findings: _Findings) -> AsyncSlackResponse | None:
    if not settings.slack_bot_token:
        return None
    answer = await _call(settings, "auth.test", "SLACK_BOT_TOKEN", findings)
    if answer:
        findings.mistakes.extend(_lacking_scopes(answer.headers))
    return answer


async def _try_app_token(settings: Settings, findings: _Findings) -> None:
    """Asking for a socket's address is harmless: nothing is delivered until somebody connects to it."""
    if settings.slack_app_token:
        await _call(settings, "apps.connections.open", "SLACK_APP_TOKEN", findings)


async def _call(settings: Settings, method: str, variable: str, findings: _Findings) -> AsyncSlackResponse | None:
    token = settings.token("bot" if variable == "SLACK_BOT_TOKEN" else "app")
    client = AsyncWebClient(token=token, base_url=settings.slack_api_url, timeout=_TIMEOUT)
    try:
        return await client.api_call(method)
    except SlackApiError as error:
        code = str(error.response.get("error", "")) if isinstance(error.response.data, dict) else ""
        if code in _REFUSED:
            what = f"Slack refuses {variable} ({method}: {code})"
            findings.mistakes.append(_problem(what, "a token of an app that is installed in the workspace"))
        elif code == "missing_scope":
            findings.mistakes.append(_problem(f"{variable} lacks a scope for {method}", "the scope connections:write"))
        else:
            findings.warnings.append(_problem(f"Slack answered {method} with {code or 'an error'}: try again later"))
    except (TimeoutError, aiohttp.ClientError, SlackClientError, OSError) as error:
        what = f"Slack cannot be reached at {settings.slack_api_url} ({method}: {type(error).__name__})"
        findings.warnings.append(_problem(what))
    return None


def _lacking_scopes(headers: Mapping[str, str]) -> list[Problem]:
    named = {name.lower(): value for name, value in headers.items()}
    if "x-oauth-scopes" not in named:
        return []
    given = {scope.strip() for scope in str(named["x-oauth-scopes"]).split(",")}
    lacking = [scope for scope in SCOPES if scope not in given]
    mend = "the app installed again with the manifest of `medic manifest`"
    return [_problem(f"the Slack app lacks {', '.join(lacking)}", mend)] if lacking else []


async def _is_member(settings: Settings, channel: str, findings: _Findings) -> bool | None:
    client = AsyncWebClient(token=settings.token("bot"), base_url=settings.slack_api_url, timeout=_TIMEOUT)
    calls = SlackCalls(client, Redactor(settings.secrets()))
    try:
        found = await Channels(calls, deadline=_TIMEOUT).id_of(channel)
        member = bool((await calls.form("conversations.info", channel=found)).get("channel", {}).get("is_member"))
    except Failure as error:
        findings.warnings.append(_problem(str(error)))
        return None
    if not member:
        findings.warnings.append(_problem(f"the bot is not a member of {channel}: type `/invite @opsmedic` there"))
    return member


def _problem(what: str, expected: str = "") -> Problem:
    return Problem(what, expected, file="Slack")
