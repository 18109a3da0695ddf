"""`/api/<method>` over HTTP: parsing, tokens, scopes, rates and faults around the methods themselves."""

from __future__ import annotations

import json
from collections.abc import Mapping
from urllib.parse import parse_qsl

from aiohttp import web

from bot.workspace.api.arguments import Arguments
from bot.workspace.api.call import Call, Caller, Method
from bot.workspace.api.faults import Fault, Faults, Trouble
from bot.workspace.api.ratelimit import RateLimiter
from bot.workspace.api.registry import METHODS
from bot.workspace.errors import RateLimited, SlackError
from bot.workspace.ids import Ids
from bot.workspace.json_types import Json
from bot.workspace.model.apps import AppRegistration
from bot.workspace.state import Workspace


class Endpoint:
    """The HTTP handler of the Web API."""

    def __init__(self, workspace: Workspace, limiter: RateLimiter, faults: Faults) -> None:
        self._workspace, self._limiter, self._faults = workspace, limiter, faults

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Answer one call."""
        name = request.match_info["method"]
        before = self._faults.strike(name, after=False)
        if before:
            return await self._struck(request, before)
        response = await self._answered(request, name)
        after = self._faults.strike(name, after=True)
        return await self._struck(request, after) if after else response

    async def _answered(self, request: web.Request, name: str) -> web.Response:
        headers: dict[str, str] = {}
        try:
            body: Json = {"ok": True, **await self._called(request, name, headers)}
        except RateLimited as limited:
            return _respond(limited.body(), status=429, retry_after=limited.retry_after)
        except SlackError as refusal:
            body = refusal.body()
        return _respond(body, more=headers)

    async def _called(self, request: web.Request, name: str, headers: dict[str, str]) -> Json:
        """The method's answer; what a bot's token may do goes into `headers`, as Slack tells it."""
        values, token = await _read(request)
        if name == "api.test":
            return _api_test(values)
        method = METHODS.get(name)
        if method is None:
            raise SlackError("unknown_method", req_method=name)
        app = self._authenticated(token, method)
        call = Call(self._workspace, app, Arguments(values))
        if method.caller is Caller.BOT:
            headers["x-oauth-scopes"] = ",".join(app.scopes)
            call.need(*method.scopes)
        where = str(values.get("channel", ""))
        channel = self._workspace.find_channel(where)
        self._limiter.count(app.id, name, method.tier, channel.id if channel else where)
        return method.run(call)

    def _authenticated(self, token: str, method: Method) -> AppRegistration:
        if not token:
            raise SlackError("not_authed")
        for app in self._workspace.apps.values():
            if token in (app.bot_token, app.app_token):
                if not token.startswith(method.caller):
                    raise SlackError("not_allowed_token_type")
                return app
        raise SlackError("invalid_auth")

    async def _struck(self, request: web.Request, fault: Fault) -> web.StreamResponse:
        match fault.trouble:
            case Trouble.RATE_LIMITED:
                return _respond({"ok": False, "error": "ratelimited"}, status=429, retry_after=fault.retry_after)
            case Trouble.SERVER_ERROR:
                return web.Response(status=fault.status, text="<html>Something went wrong</html>")
            case Trouble.ERROR:
                return _respond({"ok": False, "error": fault.error})
            case Trouble.TIMEOUT:
                await self._faults.hang()
        if request.transport is not None:
            request.transport.abort()
        return web.Response(status=500)


def _respond(
    body: Json, *, status: int = 200, retry_after: int | None = None, more: Mapping[str, str] | None = None
) -> web.Response:
    headers = {"x-slack-req-id": Ids.secret(16), **(more or {})}
    if retry_after is not None:
        headers["Retry-After"] = str(retry_after)
    return web.json_response(body, status=status, headers=headers)


def _api_test(values: Json) -> Json:
    if values.get("error"):
        raise SlackError(str(values["error"]), args=values)
    return {"args": values}


async def _read(request: web.Request) -> tuple[Json, str]:
    """The arguments and the token, from wherever they may come. A token inside JSON does not count, as with Slack."""
    values: Json = dict(request.query)
    token = values.pop("token", "")
    kind = request.content_type
    if kind == "application/json":
        values |= _json_object(await request.text())
        values.pop("token", None)
    elif kind == "multipart/form-data":
        values |= {name: value for name, value in (await request.post()).items() if isinstance(value, str)}
        token = values.pop("token", token)
    else:
        values |= dict(parse_qsl(await request.text(), keep_blank_values=True))
        token = values.pop("token", token)
    scheme, _, bearer = request.headers.get("Authorization", "").partition(" ")
    return values, bearer.strip() if scheme.lower() == "bearer" else token


def _json_object(text: str) -> Json:
    try:
        body = json.loads(text) if text else {}
    except ValueError:
        raise SlackError("invalid_json") from None
    if not isinstance(body, dict):
        raise SlackError("json_not_object")
    return body
