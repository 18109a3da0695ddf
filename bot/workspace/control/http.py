"""The control interface over HTTP: `POST /control/<verb>` with JSON, guarded by the control token.

Answers `{"ok": true, "result": ...}`, or `{"ok": false, "error": ...}` with 400 for what cannot be, 404 for an unknown
verb, 401 without the token, and 504 for a wait in vain.
"""

from __future__ import annotations

import hmac
import inspect
import json
from typing import Any

from aiohttp import web

from bot.workspace.control.control import Control
from bot.workspace.control.verbs import VERBS
from bot.workspace.errors import Misuse

COOKIE = "local_slack_control"


class ControlHttp:
    """HTTP handlers for the control interface. The page uses it too, with the token in a cookie."""

    def __init__(self, control: Control, token: str) -> None:
        self._control, self._token = control, token

    def check(self, request: web.Request) -> None:
        """Raise 401 unless the request carries the token, as a bearer token or in the page's cookie."""
        bearer = request.headers.get("Authorization", "").removeprefix("Bearer ")
        given = bearer or request.cookies.get(COOKIE, "")
        if not hmac.compare_digest(given.encode(), self._token.encode()):
            raise web.HTTPUnauthorized(text='{"ok": false, "error": "control token required"}')

    async def receive(self, request: web.Request) -> web.Response:
        """Carry out one verb."""
        self.check(request)
        verb = VERBS.get(request.match_info["verb"])
        if verb is None:
            return _failed(404, f"unknown verb; there are: {', '.join(sorted(VERBS))}")
        try:
            arguments = json.loads(await request.text() or "{}")
            if request.content_type != "application/json" or not isinstance(arguments, dict):
                return _failed(400, "a JSON object is wanted")
            result = verb(self._control, arguments)
            if inspect.isawaitable(result):
                result = await result
        except Misuse as wrong:
            return _failed(400, str(wrong))
        except KeyError as missing:
            return _failed(400, f"missing argument {missing}")
        except (TypeError, ValueError) as wrong:
            return _failed(400, f"wrong argument: {wrong}")
        except TimeoutError:
            return _failed(504, "nothing like that appeared in time")
        return web.json_response({"ok": True, "result": _plain(result)})


def _plain(result: Any) -> Any:
    return result.as_json() if hasattr(result, "as_json") else result


def _failed(status: int, error: str) -> web.Response:
    return web.json_response({"ok": False, "error": error}, status=status)
