"""users.* and usergroups.*."""

from __future__ import annotations

from slack_sdk.web.async_client import AsyncWebClient

from bot.workspace.control.control import Control
from tests.bot.workspace.kit import ALICE, BOB, refusal


async def test_people_are_listed_and_looked_up(client: AsyncWebClient) -> None:
    names = {user["name"] for user in (await client.users_list())["members"]}
    assert names == {"alice", "bob", "carol", "slackbot", "medic"}
    alice = (await client.users_info(user=ALICE))["user"]
    assert (alice["real_name"], alice["is_bot"]) == ("Alice Archer", False)
    assert "email" not in alice["profile"]
    assert (await refusal(client.users_info(user="U0NOBODY00")))["error"] == "user_not_found"
    assert (await refusal(client.users_lookupByEmail(email="a@b.c")))["needed"] == "users:read.email"


async def test_people_are_paged(client: AsyncWebClient) -> None:
    seen: list[str] = []
    async for page in await client.users_list(limit=2):
        seen += [user["id"] for user in page["members"]]
    assert len(seen) == len(set(seen)) == 5


async def test_the_conversations_of_a_bot(client: AsyncWebClient) -> None:
    assert [channel["name"] for channel in (await client.users_conversations())["channels"]] == ["incident-staging"]


async def test_user_groups_and_their_members(client: AsyncWebClient, control: Control) -> None:
    [group] = (await client.usergroups_list(include_users=True, include_count=True))["usergroups"]
    assert (group["handle"], group["users"], group["user_count"]) == ("platform-oncall", [ALICE, BOB], 2)
    control.admin.set_group("platform-oncall", ["carol"])
    assert (await client.usergroups_users_list(usergroup=group["id"]))["users"] == ["U0CAROL000"]
    assert (await refusal(client.usergroups_users_list(usergroup="S0NONE")))["error"] == "no_such_subteam"
