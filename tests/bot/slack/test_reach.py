"""Reaching Slack with the settings at hand, against the local Slack."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator

import pytest
from pydantic import SecretStr

from bot.settings import Settings
from bot.slack.manifest import manifest
from bot.slack.reach import Reach, reach_slack
from bot.workspace.model.apps import AppRegistration
from bot.workspace.server import LocalSlack

CHANNEL = "#incident-staging"


@pytest.fixture
async def slack() -> AsyncIterator[LocalSlack]:
    local = LocalSlack()
    await local.start()
    yield local
    await local.stop()


def settings_of(slack: LocalSlack, bot: str = "", app: str = "") -> Settings:
    return Settings(
        slack_bot_token=SecretStr(bot) if bot else None,
        slack_app_token=SecretStr(app) if app else None,
        slack_api_url=slack.api_url,
        state_dir="/nowhere",
        database_url="sqlite:///none.db",
    )


async def reached(slack: LocalSlack, app: AppRegistration, channel: str = CHANNEL) -> Reach:
    return await reach_slack(settings_of(slack, app.credentials.bot_token, app.credentials.app_token), channel)


async def test_a_bot_that_is_where_it_belongs_has_nothing_to_mend(slack: LocalSlack) -> None:
    reach = await reached(slack, slack.install(manifest(), join=[CHANNEL]))
    assert (reach.mistakes, reach.warnings, reach.member) == ((), (), True)
    assert reach.team
    assert reach.bot == "opsmedic"


async def test_a_bot_that_was_not_invited_is_told_how_to_be(slack: LocalSlack) -> None:
    reach = await reached(slack, slack.install(manifest()))
    assert reach.member is False
    assert "/invite @opsmedic" in str(reach.warnings[0])
    assert reach.mistakes == ()


async def test_the_channels_of_single_environments_are_looked_at_as_well(slack: LocalSlack) -> None:
    app = slack.install(manifest(), join=[CHANNEL])
    settings = settings_of(slack, app.credentials.bot_token, app.credentials.app_token)
    reach = await reach_slack(settings, CHANNEL, ["#general", "#nowhere"])
    assert reach.member is True
    assert [("#general" in str(one), "#nowhere" in str(one)) for one in reach.warnings] == [
        (True, False),
        (False, True),
    ]


async def test_a_channel_that_is_not_there_is_named_with_the_nearest(slack: LocalSlack) -> None:
    reach = await reached(slack, slack.install(manifest(), join=[CHANNEL]), "#incident-stagin")
    assert reach.member is None
    assert "#incident-staging" in str(reach.warnings[0])


@pytest.mark.parametrize("kind", ["bot", "app"])
async def test_a_refused_token_is_a_mistake_that_does_not_show_it(slack: LocalSlack, kind: str) -> None:
    token = {"bot": "xoxb-000000000-wrongwrong", "app": "xapp-1-A000-wrongwrong"}[kind]
    reach = await reach_slack(settings_of(slack, **{kind: token}), CHANNEL)
    assert f"Slack refuses SLACK_{kind.upper()}_TOKEN" in str(reach.mistakes[0])
    assert token not in repr(reach)


async def test_scopes_that_the_installed_app_lacks_are_named(slack: LocalSlack) -> None:
    wanted = manifest()
    wanted["oauth_config"]["scopes"]["bot"].remove("files:write")
    reach = await reached(slack, slack.install(wanted, join=[CHANNEL]))
    assert "files:write" in str(reach.mistakes[0])


async def test_slack_that_does_not_answer_is_a_warning(slack: LocalSlack) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        settings = settings_of(slack, "xoxb-000000000-unheard").model_copy(
            update={"slack_api_url": f"http://127.0.0.1:{unused.getsockname()[1]}/api/"}
        )
        reach = await reach_slack(settings, CHANNEL)
    assert reach.mistakes == ()
    assert "cannot be reached" in str(reach.warnings[0])
