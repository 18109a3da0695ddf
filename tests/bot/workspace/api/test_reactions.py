"""reactions.*."""

from __future__ import annotations

from slack_sdk.web.async_client import AsyncWebClient

from bot.workspace.control.control import Control
from tests.bot.workspace.kit import ROOM, ROOM_ID, refusal


async def test_a_reaction_is_added_once_and_removed(client: AsyncWebClient, control: Control) -> None:
    ts = (await control.say("alice", ROOM, "hello"))["ts"]
    await client.reactions_add(channel=ROOM_ID, timestamp=ts, name="eyes")
    assert list(control.transcript(ROOM)[0]["reactions"]) == ["eyes"]
    for name, error in (("eyes", "already_reacted"), ("not a name", "invalid_name")):
        body = await refusal(client.reactions_add(channel=ROOM_ID, timestamp=ts, name=name))
        assert body["error"] == error
    assert (await refusal(client.reactions_add(channel=ROOM_ID, timestamp="1.0", name="x")))[
        "error"
    ] == "message_not_found"
    await client.reactions_remove(channel=ROOM_ID, timestamp=ts, name="eyes")
    assert (await refusal(client.reactions_remove(channel=ROOM_ID, timestamp=ts, name="eyes")))[
        "error"
    ] == "no_reaction"
