"""conversations.*, with cursors, times and metadata."""

from __future__ import annotations

from slack_sdk.web.async_client import AsyncWebClient

from bot.workspace.control.control import Control
from bot.workspace.server import LocalSlack
from tests.bot.workspace import kit
from tests.bot.workspace.kit import ALICE, ROOM, ROOM_ID, refusal


async def said(client: AsyncWebClient, count: int) -> list[str]:
    return [(await client.chat_postMessage(channel=ROOM, text=str(number)))["ts"] for number in range(count)]


async def test_history_is_newest_first_and_paged(client: AsyncWebClient) -> None:
    await said(client, 7)
    seen: list[str] = []
    async for page in await client.conversations_history(channel=ROOM_ID, limit=3):
        seen += [message["text"] for message in page["messages"]]
    assert seen == ["6", "5", "4", "3", "2", "1", "0"]
    first = await client.conversations_history(channel=ROOM_ID, limit=3)
    assert first["has_more"]
    assert first["response_metadata"]["next_cursor"]


async def test_history_between_two_times(client: AsyncWebClient) -> None:
    ts = await said(client, 5)
    between = await client.conversations_history(channel=ROOM_ID, oldest=ts[1], latest=ts[3])
    assert [message["text"] for message in between["messages"]] == ["2"]
    inclusive = await client.conversations_history(channel=ROOM_ID, oldest=ts[1], latest=ts[3], inclusive=True)
    assert [message["text"] for message in inclusive["messages"]] == ["3", "2", "1"]


async def test_metadata_comes_back_to_those_who_ask(client: AsyncWebClient) -> None:
    metadata = {"event_type": "opsmedic", "event_payload": {"key": "run-1"}}
    posted = await client.chat_postMessage(channel=ROOM, text="x", metadata=metadata)
    reply = await client.chat_postMessage(channel=ROOM, thread_ts=posted["ts"], text="y", metadata=metadata)
    silent = await client.conversations_history(channel=ROOM_ID)
    assert "metadata" not in silent["messages"][0]
    asked = await client.conversations_history(channel=ROOM_ID, include_all_metadata=True)
    assert asked["messages"][0]["metadata"] == metadata
    replies = await client.conversations_replies(channel=ROOM_ID, ts=posted["ts"], include_all_metadata=True)
    assert [message["ts"] for message in replies["messages"]] == [posted["ts"], reply["ts"]]
    assert replies["messages"][1]["metadata"] == metadata


async def test_replies_of_no_thread(client: AsyncWebClient) -> None:
    assert (await refusal(client.conversations_replies(channel=ROOM_ID, ts="1.0")))["error"] == "thread_not_found"


async def test_replies_are_left_out_of_history_unless_broadcast(client: AsyncWebClient) -> None:
    [root] = await said(client, 1)
    await client.chat_postMessage(channel=ROOM_ID, thread_ts=root, text="quiet")
    await client.chat_postMessage(channel=ROOM_ID, thread_ts=root, text="loud", reply_broadcast=True)
    history = await client.conversations_history(channel=ROOM_ID)
    assert [message["text"] for message in history["messages"]] == ["loud", "0"]
    assert history["messages"][1]["reply_count"] == 2


async def test_a_bot_reads_only_where_it_is_a_member(client: AsyncWebClient, control: Control) -> None:
    general = control.workspace.channel("general").id
    assert (await refusal(client.conversations_history(channel=general)))["error"] == "not_in_channel"
    await client.conversations_join(channel=general)
    again = await client.conversations_join(channel=general)
    assert again["warning"] == "already_in_channel"
    assert (await client.conversations_history(channel=general))["ok"]


async def test_private_channels_do_not_exist_for_outsiders(client: AsyncWebClient, control: Control) -> None:
    secret = control.admin.add_channel("secret", ["alice"], private=True).id
    assert (await refusal(client.conversations_info(channel=secret)))["error"] == "channel_not_found"
    assert (await refusal(client.chat_postMessage(channel=secret, text="x")))["error"] == "channel_not_found"
    control.admin.invite("secret", "medic")
    assert (await client.conversations_info(channel=secret))["channel"]["is_private"]


async def test_channels_are_listed_by_kind_and_paged(client: AsyncWebClient, control: Control) -> None:
    for number in range(5):
        control.admin.add_channel(f"extra-{number}")
    control.admin.archive("extra-0")
    names: list[str] = []
    async for page in await client.conversations_list(limit=2, exclude_archived=True):
        names += [channel["name"] for channel in page["channels"]]
    assert names == ["incident-staging", "general", "extra-1", "extra-2", "extra-3", "extra-4"]
    assert (await client.conversations_list(types="private_channel"))["channels"] == []
    assert (await refusal(client.conversations_list(types="secret")))["error"] == "invalid_types"
    assert (await refusal(client.conversations_list(cursor="forged")))["error"] == "invalid_cursor"
    assert (await refusal(client.conversations_list(limit=2000)))["error"] == "invalid_limit"


async def test_info_and_members(client: AsyncWebClient, control: Control) -> None:
    info = await client.conversations_info(channel=ROOM_ID, include_num_members=True)
    assert (info["channel"]["is_member"], info["channel"]["num_members"]) == (True, 4)
    assert ALICE in (await client.conversations_members(channel=ROOM_ID))["members"]
    control.admin.remove(ROOM, "medic")
    assert not (await client.conversations_info(channel=ROOM_ID))["channel"]["is_member"]


async def test_scopes_are_asked_for_by_kind(slack: LocalSlack) -> None:
    bare = kit.manifest(without=("channels:history",))
    bare["settings"]["event_subscriptions"]["bot_events"] = []
    client = kit.client_of(slack, slack.install(bare, join=[ROOM]))
    body = await refusal(client.conversations_history(channel=ROOM_ID))
    assert (body["error"], body["needed"]) == ("missing_scope", "channels:history")
    assert "chat:write" in body["provided"].split(",")
