"""chat.* through slack-sdk's own client."""

from __future__ import annotations

from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.workspace.control.control import Control
from bot.workspace.limits import Limits
from bot.workspace.server import LocalSlack
from tests.bot.workspace import kit
from tests.bot.workspace.kit import ALICE, ROOM, ROOM_ID, refusal, section


async def test_a_message_is_posted_edited_and_deleted(client: AsyncWebClient, control: Control) -> None:
    posted = await client.chat_postMessage(channel=ROOM, text="one")
    assert (posted["channel"], posted["message"]["text"]) == (ROOM_ID, "one")
    await client.chat_update(channel=ROOM_ID, ts=posted["ts"], text="two")
    [message] = control.transcript(ROOM)
    assert (message["text"], message["edited"], message["edits"]) == ("two", True, [{"text": "one", "blocks": []}])
    await client.chat_delete(channel=ROOM_ID, ts=posted["ts"])
    assert control.transcript(ROOM) == []
    assert control.transcript(ROOM, with_deleted=True)[0]["deleted"]


async def test_a_thread_hangs_below_its_root(client: AsyncWebClient, control: Control) -> None:
    root = await client.chat_postMessage(channel=ROOM, text="root")
    reply = await client.chat_postMessage(channel=ROOM_ID, thread_ts=root["ts"], text="reply", reply_broadcast=True)
    assert reply["message"]["thread_ts"] == root["ts"]
    first, second = control.transcript(ROOM)
    assert (first["reply_count"], second["is_reply"], second["broadcast"]) == (1, True, True)


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"channel": "C0NOWHERE0", "text": "x"}, "channel_not_found"),
        ({"channel": "#general", "text": "x"}, "not_in_channel"),
        ({"channel": ROOM_ID, "text": ""}, "no_text"),
        ({"channel": ROOM_ID, "text": "x", "thread_ts": "1.000000"}, "thread_not_found"),
        ({"channel": ROOM_ID, "text": "x", "blocks": "{not json"}, "invalid_blocks_format"),
        ({"channel": ROOM_ID, "text": "x", "blocks": {"type": "divider"}}, "invalid_blocks_format"),
        ({"channel": ROOM_ID, "text": "x", "blocks": [{"type": "nope"}]}, "invalid_blocks"),
        ({"channel": ROOM_ID, "text": "x", "metadata": {"event_type": "t"}}, "invalid_metadata_format"),
        ({"channel": ROOM_ID, "text": "x", "blocks": [section("y" * 3000)] * 5}, "msg_blocks_too_long"),
        ({"channel": ROOM_ID, "text": "x", "markdown_text": "y"}, "markdown_text_conflict"),
        ({"channel": "", "text": "x"}, "invalid_arguments"),
    ],
)
async def test_posting_is_refused_as_by_slack(client: AsyncWebClient, arguments: dict[str, Any], error: str) -> None:
    assert (await refusal(client.api_call("chat.postMessage", json=arguments)))["error"] == error


async def test_invalid_blocks_are_explained_with_pointers(client: AsyncWebClient) -> None:
    header = {"type": "header", "text": kit.plain("x" * 151)}
    body = await refusal(client.chat_postMessage(channel=ROOM, text="x", blocks=[header]))
    assert body["errors"][1] == "must be less than 151 characters [json-pointer:/blocks/0/text/text]"
    assert body["response_metadata"]["messages"][1] == "[ERROR] " + body["errors"][1]


async def test_a_reply_cannot_head_a_thread(client: AsyncWebClient) -> None:
    root = await client.chat_postMessage(channel=ROOM, text="root")
    reply = await client.chat_postMessage(channel=ROOM_ID, thread_ts=root["ts"], text="reply")
    body = await refusal(client.chat_postMessage(channel=ROOM_ID, thread_ts=reply["ts"], text="x"))
    assert body["error"] == "cannot_reply_to_message"


async def test_a_deleted_root_takes_no_more_replies_unless_it_has_some(client: AsyncWebClient) -> None:
    bare, busy = [(await client.chat_postMessage(channel=ROOM, text=text))["ts"] for text in ("bare", "busy")]
    await client.chat_postMessage(channel=ROOM_ID, thread_ts=busy, text="reply")
    for ts in (bare, busy):
        await client.chat_delete(channel=ROOM_ID, ts=ts)
    assert (await refusal(client.chat_postMessage(channel=ROOM_ID, thread_ts=bare, text="x")))[
        "error"
    ] == "thread_not_found"
    await client.chat_postMessage(channel=ROOM_ID, thread_ts=busy, text="still here")
    tombstone = (await client.conversations_replies(channel=ROOM_ID, ts=busy))["messages"][0]
    assert (tombstone["subtype"], tombstone["user"]) == ("tombstone", "USLACKBOT")


async def test_long_text_is_cut_when_posted_and_refused_when_updated(client: AsyncWebClient) -> None:
    posted = await client.chat_postMessage(channel=ROOM, text="x" * 40_001)
    assert len(posted["message"]["text"]) == 40_000
    for text in ("x" * 4001, "ä" * 2001, "<" * 1001):
        body = await refusal(client.chat_update(channel=ROOM_ID, ts=posted["ts"], text=text))
        assert body["error"] == "msg_too_long"
    await client.chat_update(channel=ROOM_ID, ts=posted["ts"], text="x" * 4000)


async def test_an_update_without_blocks_keeps_them(client: AsyncWebClient) -> None:
    posted = await client.chat_postMessage(channel=ROOM, text="x", blocks=[section("kept")])
    kept = await client.chat_update(channel=ROOM_ID, ts=posted["ts"], text="y")
    assert kept["message"]["blocks"][0]["text"]["text"] == "kept"
    gone = await client.chat_update(channel=ROOM_ID, ts=posted["ts"], text="y", blocks=[])
    assert "blocks" not in gone["message"]


async def test_what_may_not_be_updated_or_deleted(client: AsyncWebClient, control: Control) -> None:
    theirs = (await control.say("alice", ROOM, "mine"))["ts"]
    assert (await refusal(client.chat_update(channel=ROOM_ID, ts=theirs, text="x")))["error"] == "cant_update_message"
    assert (await refusal(client.chat_delete(channel=ROOM_ID, ts=theirs)))["error"] == "cant_delete_message"
    assert (await refusal(client.chat_update(channel=ROOM_ID, ts="1.0", text="x")))["error"] == "message_not_found"
    assert (await refusal(client.chat_update(channel=ROOM, ts=theirs, text="x")))["error"] == "channel_not_found"


async def test_nothing_is_said_in_an_archived_channel(client: AsyncWebClient, control: Control) -> None:
    control.admin.archive(ROOM)
    assert (await refusal(client.chat_postMessage(channel=ROOM, text="x")))["error"] == "is_archived"
    control.admin.archive(ROOM, False)
    await client.chat_postMessage(channel=ROOM, text="x")


async def test_an_ephemeral_is_seen_by_one_and_found_by_none(client: AsyncWebClient, control: Control) -> None:
    sent = await client.chat_postEphemeral(channel=ROOM_ID, user=ALICE, text="psst")
    assert [message["text"] for message in control.transcript(ROOM, "alice")] == ["psst"]
    assert control.transcript(ROOM, "bob") == []
    assert (await client.conversations_history(channel=ROOM_ID))["messages"] == []
    body = await refusal(client.chat_update(channel=ROOM_ID, ts=sent["message_ts"], text="x"))
    assert body["error"] == "message_not_found"
    stranger = control.admin.add_user("dave").id
    body = await refusal(client.chat_postEphemeral(channel=ROOM_ID, user=stranger, text="x"))
    assert body["error"] == "user_not_in_channel"


async def test_a_message_to_a_user_opens_a_direct_conversation(client: AsyncWebClient) -> None:
    first = await client.chat_postMessage(channel=ALICE, text="hello")
    again = await client.chat_postMessage(channel=ALICE, text="hello again")
    opened = await client.conversations_open(users=ALICE)
    assert first["channel"].startswith("D")
    assert {first["channel"], again["channel"], opened["channel"]["id"]} == {first["channel"]}


async def test_permalinks_lead_to_messages_and_replies(client: AsyncWebClient, slack: LocalSlack) -> None:
    root = await client.chat_postMessage(channel=ROOM, text="root")
    reply = await client.chat_postMessage(channel=ROOM_ID, thread_ts=root["ts"], text="reply")
    link = await client.chat_getPermalink(channel=ROOM_ID, message_ts=reply["ts"])
    stamp = reply["ts"].replace(".", "")
    assert link["permalink"] == f"{slack.url}/archives/{ROOM_ID}/p{stamp}?thread_ts={root['ts']}&cid={ROOM_ID}"
    assert (await refusal(client.chat_getPermalink(channel=ROOM_ID, message_ts="1.0")))["error"] == "message_not_found"


async def test_public_channels_are_open_to_those_who_may_write_everywhere(slack: LocalSlack) -> None:
    body = kit.manifest()
    body["oauth_config"]["scopes"]["bot"].append("chat:write.public")
    client = kit.client_of(slack, slack.install(body))
    await client.chat_postMessage(channel="#general", text="hello")


async def test_the_total_of_a_messages_blocks_can_be_left_unlimited() -> None:
    slack = LocalSlack(limits=Limits(message_characters=None))
    await slack.start()
    client = kit.client_of(slack, slack.install(kit.manifest(), join=[ROOM]))
    await client.chat_postMessage(channel=ROOM, text="x", blocks=[section("y" * 3000)] * 10)
    await slack.stop()
