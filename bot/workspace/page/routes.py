"""The page's own addresses."""

from __future__ import annotations

from pathlib import Path

from aiohttp import web

from bot.workspace.api.uploads import file_response
from bot.workspace.control.http import COOKIE, ControlHttp
from bot.workspace.page.feed import Feed
from bot.workspace.state import Workspace

_STATIC = Path(__file__).parent / "static"
_TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' https: data:; connect-src 'self'; "
    "font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}


class Page:
    """Serves the page, its files and its live updates. The page holds the control token in a cookie only it is sent."""

    def __init__(self, workspace: Workspace, control: ControlHttp, feed: Feed, token: str) -> None:
        self._workspace, self._control, self._feed, self._token = workspace, control, feed, token

    def routes(self) -> list[web.RouteDef]:
        """Where everything is."""
        return [
            web.get("/", self._index),
            web.get("/archives/{channel}/{message}", self._index),
            web.get("/static/{name}", self._asset),
            web.get("/control/events", self._events),
            web.get("/control/files/{file}", self._file),
        ]

    async def _index(self, _: web.Request) -> web.Response:
        response = _static("index.html")
        response.set_cookie(COOKIE, self._token, httponly=True, samesite="Strict", path="/control/")
        return response

    async def _asset(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        if name not in {path.name for path in _STATIC.iterdir()}:
            return web.Response(status=404)
        return _static(name)

    async def _events(self, request: web.Request) -> web.StreamResponse:
        self._control.check(request)
        return await self._feed.stream(request)

    async def _file(self, request: web.Request) -> web.Response:
        self._control.check(request)
        file = self._workspace.files.get(request.match_info["file"])
        if file is None or file.content is None:
            return web.Response(status=404)
        return file_response(file)


def _static(name: str) -> web.Response:
    path = _STATIC / name
    return web.Response(body=path.read_bytes(), content_type=_TYPES[path.suffix], charset="utf-8", headers=_HEADERS)
