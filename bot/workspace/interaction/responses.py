"""What an app says through a response_url, or along with its acknowledgement of a command."""

from __future__ import annotations

import json

from aiohttp import web

from bot.workspace import posting
from bot.workspace.api.arguments import Arguments
from bot.workspace.api.content import content_of
from bot.workspace.errors import SlackError
from bot.workspace.json_types import Json
from bot.workspace.ledgers import Hook
from bot.workspace.model.messages import Message
from bot.workspace.state import Workspace

_STATUS = {"no_such_url": 404, "expired_url": 404, "used_url": 404}


def respond(workspace: Workspace, hook: Hook, body: Json) -> None:
    """Carry out one response: a new message (private unless `in_channel`), or a change to the one pressed upon."""
    source = workspace.messages.find_any(hook.channel, hook.source_ts) if hook.source_ts else None
    if body.get("delete_original"):
        _delete(workspace, source)
        return
    content = content_of(Arguments(body), workspace.limits)
    if body.get("replace_original") and source is not None:
        posting.edit(workspace, source, content)
        return
    public = body.get("response_type") == "in_channel"
    posting.post(
        workspace,
        posting.Draft(
            channel=hook.channel,
            user=workspace.apps[hook.app_id].bot_user_id,
            content=content,
            app_id=hook.app_id,
            thread_ts=str(body.get("thread_ts") or ""),
            visible_to="" if public else hook.user,
        ),
    )


def _delete(workspace: Workspace, source: Message | None) -> None:
    if source is None:
        raise SlackError("message_not_found")
    posting.delete(workspace, source)


class ResponseUrls:
    """The HTTP handler of response URLs. They want no token: to know the address is to be allowed."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    async def receive(self, request: web.Request) -> web.Response:
        """Take one response."""
        try:
            body = json.loads(await request.text())
            if not isinstance(body, dict):
                raise SlackError("invalid_payload")
            respond(self._workspace, self._workspace.hooks.redeem(request.match_info["key"]), body)
        except ValueError:
            return web.json_response({"ok": False, "error": "invalid_payload"}, status=400)
        except SlackError as refusal:
            return web.json_response(refusal.body(), status=_STATUS.get(refusal.error, 400))
        return web.Response(text="ok")
