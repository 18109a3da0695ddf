import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.calls import SlackCalls
from bot.slack.manifest import manifest
from bot.slack.mentions import Mentions
from bot.workspace.api.faults import Fault, Trouble
from bot.workspace.server import LocalSlack
from handlers.core.ports import SystemClock
from handlers.core.redaction import Redactor


@pytest.fixture
async def slack():
    local = LocalSlack()
    await local.start()
    yield local
    await local.stop()


@pytest.fixture
async def mentions(slack):
    token = slack.install(manifest()).credentials.bot_token
    async with aiohttp.ClientSession() as session:
        client = AsyncWebClient(token=token, base_url=slack.api_url, session=session, retry_handlers=[])
        yield Mentions(SlackCalls(client, Redactor()), SystemClock())


async def test_groups_are_called_by_id_users_as_they_are_and_the_unknown_not_at_all(slack, mentions):
    group = slack.control.admin.set_group("oncall", ["alice"]).id
    found = await mentions.of(["@oncall", group, "U0ALICE1", "@nobody", "SNOBODY99", "<!channel>"])
    assert found == {"@oncall": f"<!subteam^{group}>", group: f"<!subteam^{group}>", "U0ALICE1": "<@U0ALICE1>"}


async def test_an_escalation_does_not_wait_for_a_list_that_does_not_come(slack, mentions):
    slack.control.admin.set_group("oncall", ["alice"])
    slack.faults.order(Fault("usergroups.list", Trouble.SERVER_ERROR))
    assert await mentions.of(["@oncall"]) == {}
    assert list(await mentions.of(["@oncall"])) == ["@oncall"]
