"""The external upload flow, and the bytes of files."""

from __future__ import annotations

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.workspace.control.control import Control
from bot.workspace.server import LocalSlack
from tests.bot.workspace.kit import ROOM, ROOM_ID, refusal


async def test_the_sdks_upload_shares_a_file_in_a_thread(client: AsyncWebClient, control: Control) -> None:
    root = (await client.chat_postMessage(channel=ROOM, text="root"))["ts"]
    done = await client.files_upload_v2(
        content=b"\x89PNG...", filename="a.png", title="A", channel=ROOM_ID, thread_ts=root, initial_comment="look"
    )
    reply = control.transcript(ROOM)[-1]
    assert (reply["thread_ts"], reply["text"]) == (root, "look")
    [shown] = reply["files"]
    assert (shown["id"], shown["title"], shown["is_image"], shown["size"]) == (done["file"]["id"], "A", True, 7)
    info = (await client.files_info(file=shown["id"]))["file"]
    assert info["shares"]["public"][ROOM_ID] == [{"ts": reply["ts"], "thread_ts": root}]


async def test_bytes_are_given_only_with_a_token(client: AsyncWebClient, slack: LocalSlack) -> None:
    file = (await client.files_upload_v2(content=b"hello", filename="a.html", channel=ROOM_ID))["file"]
    async with aiohttp.ClientSession() as session:
        async with session.get(file["url_private"], allow_redirects=False) as response:
            assert response.status == 302
        token = {"Authorization": f"Bearer {client.token}"}
        async with session.get(file["url_private_download"], headers=token) as response:
            assert await response.read() == b"hello"
            assert response.headers["Content-Disposition"].startswith("attachment")


async def test_an_upload_is_checked_at_every_step(client: AsyncWebClient) -> None:
    assert (await refusal(client.files_getUploadURLExternal(filename="a", length=0)))["error"] == "invalid_arguments"
    announced = await client.files_getUploadURLExternal(filename="a.txt", length=5)
    early = client.files_completeUploadExternal(files=[{"id": announced["file_id"]}])
    assert (await refusal(early))["error"] == "file_not_found"
    async with aiohttp.ClientSession() as session:
        statuses = []
        for content in (b"too long", b"right", b"again"):
            async with session.post(announced["upload_url"], data=content) as response:
                statuses.append(response.status)
    assert statuses == [400, 200, 404]


async def test_a_file_is_shared_by_channel_id_where_the_bot_is_a_member(
    client: AsyncWebClient, control: Control
) -> None:
    general = control.workspace.channel("general").id
    for where, error in ((ROOM, "channel_not_found"), (general, "not_in_channel")):
        announced = await client.files_getUploadURLExternal(filename="a.txt", length=1)
        async with aiohttp.ClientSession() as session, session.post(announced["upload_url"], data=b"x") as response:
            assert await response.text() == "OK - 1"
        shared = client.files_completeUploadExternal(files=[{"id": announced["file_id"]}], channel_id=where)
        assert (await refusal(shared))["error"] == error
