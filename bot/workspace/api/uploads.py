"""The two addresses of a file: where its bytes are sent once, and where they are fetched with a token."""

from __future__ import annotations

from urllib.parse import quote

from aiohttp import web

from bot.workspace.model.files import StoredFile
from bot.workspace.state import Workspace


class Uploads:
    """HTTP handlers for the bytes of files."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    async def receive(self, request: web.Request) -> web.Response:
        """Take the bytes of an announced file, raw or as a form; once, and as many as were announced."""
        file = self._announced(request.match_info["key"])
        if file is None:
            return web.Response(status=404, text="File not found")
        content = await _bytes(request)
        if len(content) != file.size:
            return web.Response(status=400, text=f"expected {file.size} bytes, got {len(content)}")
        file.content = content
        return web.Response(text=f"OK - {len(content)}")

    async def send(self, request: web.Request) -> web.Response:
        """Give the bytes to an app that may read files; everyone else is sent to the sign-in page, as by Slack."""
        if not self._may_read(request):
            raise web.HTTPFound("/?redir=" + quote(request.path))
        file = self._workspace.files.get(request.match_info["file"])
        if file is None or file.content is None or not file.complete:
            return web.Response(status=404)
        return file_response(file)

    def _announced(self, key: str) -> StoredFile | None:
        waiting = (file for file in self._workspace.files.values() if file.content is None)
        return next((file for file in waiting if file.upload_key == key), None)

    def _may_read(self, request: web.Request) -> bool:
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        apps = self._workspace.apps.values()
        return any(token == app.bot_token and "files:read" in app.scopes for app in apps)


def uploaded(workspace: Workspace, user: str, name: str, content: bytes) -> StoredFile:
    """A file that a person has just uploaded, ready to be shared."""
    file = StoredFile(
        id=workspace.ids.new("F"),
        name=name.replace("/", "_"),
        size=len(content),
        user=user,
        app_id="",
        created=int(workspace.clock.now()),
        upload_key="",
        content=content,
        complete=True,
    )
    workspace.files[file.id] = file
    return file


def file_response(file: StoredFile) -> web.Response:
    """The bytes with their type. Only pictures are shown; everything else is offered for saving, never interpreted."""
    disposition = "inline" if file.is_image else "attachment"
    return web.Response(
        body=file.content,
        content_type=file.media_type,
        headers={
            "Content-Disposition": f"{disposition}; filename*=UTF-8''{quote(file.name)}",
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "default-src 'none'; sandbox",
        },
    )


async def _bytes(request: web.Request) -> bytes:
    if request.content_type != "multipart/form-data":
        return await request.read()
    for value in (await request.post()).values():
        if isinstance(value, web.FileField):
            return value.file.read()
        return value.encode() if isinstance(value, str) else bytes(value)
    return b""
