"""files.*: the external upload flow (address, upload, completion), and what is known about a file."""

from __future__ import annotations

from collections.abc import Mapping

from bot.workspace import posting
from bot.workspace.api.call import Call, Method
from bot.workspace.errors import SlackError, explained
from bot.workspace.ids import Ids
from bot.workspace.json_types import Json
from bot.workspace.limits import Tier
from bot.workspace.model.channels import Channel
from bot.workspace.model.files import StoredFile
from bot.workspace.model.messages import Content

_LARGEST = 1_000_000_000  # bytes; the real one's limit for one file


def _upload_address(call: Call) -> Json:
    name, size = call.arguments.required("filename"), call.arguments.integer("length", 0)
    if size <= 0:
        raise explained("invalid_arguments", ["must be greater than 0 [json-pointer:/length]"])
    if size > _LARGEST:
        raise SlackError("file_upload_size_restricted")
    workspace = call.workspace
    file = StoredFile(
        id=workspace.ids.new("F"),
        name=name.replace("/", "_"),
        size=size,
        user=call.app.bot_user_id,
        app_id=call.app.id,
        created=int(workspace.clock.now()),
        upload_key=Ids.secret(),
        alt_text=call.arguments.text("alt_txt"),
    )
    workspace.files[file.id] = file
    return {"upload_url": f"{workspace.base_url}/upload/v1/{file.upload_key}", "file_id": file.id}


def _complete(call: Call) -> Json:
    entries = call.arguments.structure("files", "invalid_arguments")
    if not isinstance(entries, list) or not entries or not all(isinstance(entry, dict) for entry in entries):
        raise explained("invalid_arguments", ["missing required field: files"])
    files = [_uploaded(call, str(entry.get("id", ""))) for entry in entries]
    channels = [_shareable(call, where) for where in _places(call)]
    for file, entry in zip(files, entries, strict=True):
        file.complete, file.title = True, str(entry.get("title") or file.name)
    for channel in channels:
        _share(call, channel, files)
    return {"files": [file.as_json(call.workspace.base_url) for file in files]}


def _uploaded(call: Call, file_id: str) -> StoredFile:
    file = call.workspace.files.get(file_id)
    if file is None or file.app_id != call.app.id or file.content is None or file.complete:
        raise SlackError("file_not_found")
    return file


def _places(call: Call) -> list[str]:
    listed = call.arguments.text("channels") or call.arguments.text("channel_id")
    return [where for where in listed.split(",") if where]


def _shareable(call: Call, where: str) -> Channel:
    # Only ids will do here, not names; the real one answers the same.
    channel = call.workspace.channels.get(where)
    if channel is None or not call.may_know(channel):
        raise SlackError("channel_not_found")
    if channel.archived:
        raise SlackError("is_archived")
    if call.app.bot_user_id not in channel.members:
        raise SlackError("not_in_channel")
    thread_ts = call.arguments.text("thread_ts")
    if thread_ts and not call.workspace.messages.has_thread(channel.id, thread_ts):
        raise SlackError("thread_not_found")
    return channel


def _share(call: Call, channel: Channel, files: list[StoredFile]) -> None:
    draft = posting.Draft(
        channel=channel.id,
        user=call.app.bot_user_id,
        content=Content(call.arguments.text("initial_comment")),
        app_id=call.app.id,
        thread_ts=call.arguments.text("thread_ts"),
        files=[file.id for file in files],
    )
    message = posting.post(call.workspace, draft)
    for file in files:
        file.shares.append((channel.id, message.ts, message.thread_ts))


def _info(call: Call) -> Json:
    file = call.workspace.files.get(call.arguments.required("file"))
    if file is None or not file.complete:
        raise SlackError("file_not_found")
    return {"file": file.as_json(call.workspace.base_url), "comments": [], "response_metadata": {"next_cursor": ""}}


METHODS: Mapping[str, Method] = {
    "files.getUploadURLExternal": Method(_upload_address, Tier.FOUR, ("files:write",)),
    "files.completeUploadExternal": Method(_complete, Tier.FOUR, ("files:write",)),
    "files.info": Method(_info, Tier.FOUR, ("files:read",)),
}
