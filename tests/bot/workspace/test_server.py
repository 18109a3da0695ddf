"""Starting, installing, moving, stopping."""

from __future__ import annotations

import pytest

from bot.workspace.manifest import InvalidManifest
from bot.workspace.server import LocalSlack
from tests.bot.workspace import kit


async def test_two_workspaces_live_side_by_side_and_stop_twice() -> None:
    one, two = LocalSlack(), LocalSlack()
    await one.start()
    await two.start()
    assert one.url != two.url
    assert one.api_url == f"{one.url}/api/"
    for slack in (one, two, one):
        await slack.stop()


async def test_a_new_workspace_has_people_on_call_and_two_channels(slack: LocalSlack) -> None:
    workspace = slack.workspace
    assert [channel.name for channel in workspace.channels.values()] == ["incident-staging", "general"]
    [group] = workspace.groups.values()
    assert [workspace.users[member].name for member in group.members] == ["alice", "bob"]


async def test_an_installation_has_its_own_secrets_and_hides_them(slack: LocalSlack) -> None:
    one, two = slack.install(kit.manifest()), slack.install(kit.manifest(name="Other"), join=[kit.ROOM])
    secrets = {one.bot_token, one.app_token, one.signing_secret, two.bot_token, two.app_token, two.signing_secret}
    assert len(secrets) == 6
    assert one.bot_token.startswith("xoxb-")
    assert one.app_token.startswith("xapp-")
    assert not any(secret in repr(one) + repr(two) for secret in secrets)
    assert two.bot_user_id in slack.workspace.channel(kit.ROOM).members


async def test_a_refused_manifest_installs_nothing(slack: LocalSlack) -> None:
    with pytest.raises(InvalidManifest):
        slack.install(kit.manifest(without=("commands",)))
    assert not slack.workspace.apps


async def test_an_app_moves_to_another_url(slack: LocalSlack) -> None:
    app = slack.install(kit.manifest(url="http://127.0.0.1:1/old"))
    moved = slack.move(app, "http://127.0.0.1:1/new").features
    assert {moved.commands[0].url, moved.interactivity_url, moved.events_url} == {"http://127.0.0.1:1/new"}
    assert slack.workspace.apps[app.id].features == moved
