"""Other services, as real HTTP receivers behind Apprise's json:// addresses."""

import asyncio
from contextlib import asynccontextmanager

import pytest
from aiohttp import web

from bot.incidents.events import Acknowledge
from bot.incidents.mentions import person
from bot.stack import StackError, parse_stack
from bot.workspace.api.faults import Fault, Trouble
from tests.bot.watch.speaking import CHANNEL, heard, stack_of

PASSWORD = "hunter2-of-the-pager"


@pytest.fixture
def url(tmp_path):
    return f"sqlite:///{tmp_path}/medic.db"


class Pager:
    """Takes what Apprise sends, unless it is told to fail."""

    def __init__(self):
        self.took = []
        self.fails = False
        self.address = ""

    async def take(self, request):
        if self.fails:
            return web.Response(status=500)
        self.took.append(await request.json())
        return web.Response(text="ok")

    @property
    def titles(self):
        """What it heard of, in words: `opsmedic: staging: began`."""
        return [one["title"].rpartition(": ")[2] for one in self.took]


@asynccontextmanager
async def paged():
    """A pager that is served."""
    pager, site = Pager(), web.Application()
    site.router.add_post("/{any:.*}", pager.take)
    runner = web.AppRunner(site, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    pager.address = f"json://oncall:{PASSWORD}@127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield pager
    finally:
        await runner.cleanup()


def stack_with(*pagers, after=0.05):
    return stack_of(slack={"fallback": [one.address for one in pagers], "fallback_after": after})


def outage(here):
    here.slack.faults.order(Fault("chat.postMessage", Trouble.SERVER_ERROR, times=10_000))


async def until(here, condition):
    seen = 0
    async with asyncio.timeout(10):
        while not condition():
            seen = await here.watch.changed(seen, 0.05)


async def over(here):
    """Slack is back."""
    here.slack.faults.clear()
    await here.until_quiet()


async def test_each_service_hears_once_of_beginning_and_end_and_the_thread_is_completed_later_in_order(url):
    async with paged() as one, paged() as two, heard(url, stack_with(one, two)) as here:
        outage(here)
        await here.sees(failing="postgres", ok="redis auth backend gateway")
        await until(here, lambda: one.took and two.took)
        await here.sees(failing="auth")
        incident = next(iter((await here.watch.state("staging")).incidents))
        await here.happens(Acknowledge(incident, person("U0ALICE1", "alice")))
        await here.sees(ok="postgres auth")
        await until(here, lambda: len(one.took) > 1 and len(two.took) > 1)
        assert not here.messages()
        await over(here)
        assert one.titles == two.titles == ["began", "ended"]
        assert [note["type"] for note in one.took] == ["failure", "success"]
        assert "Slack has not taken this message" in one.took[0]["message"]
        root, *replies = here.messages()
        assert all(reply["thread_ts"] == root["ts"] for reply in replies)
        assert any("taking care" in reply["plain"] for reply in replies[:-1])
        assert "Ended after" in replies[-1]["plain"]


async def test_who_heard_the_beginning_hears_the_end_although_slack_is_back_and_nothing_else(url):
    async with paged() as pager, heard(url, stack_with(pager)) as here:
        outage(here)
        await here.sees(failing="postgres", ok="redis auth backend gateway")
        await until(here, lambda: pager.took)
        await over(here)
        await here.sees(failing="auth")
        await here.until_said("auth fails because")
        await here.sees(ok="postgres auth")
        await here.until_said("Ended after")
        await until(here, lambda: len(pager.took) > 1)
        assert pager.titles == ["began", "ended"]
        await here.sees(failing="redis")
        await here.until_said("redis fails")
        await here.until_quiet()
        assert len(pager.took) == 2


async def test_a_service_that_fails_keeps_no_other_from_hearing_and_its_address_out_of_the_log(url, caplog):
    async with paged() as bad, paged() as good, heard(url, stack_with(bad, good)) as here:
        bad.fails = True
        outage(here)
        await here.sees(failing="postgres", ok="redis auth backend gateway")
        await until(here, lambda: good.took and here.speaker.fallback.failed)
        assert sum(here.speaker.fallback.failed.values()) >= 1
        own = [record.getMessage() for record in caplog.records if record.name.startswith("bot.")]
        assert any("did not take a message" in line for line in own)
        assert not any(PASSWORD in record.getMessage() for record in caplog.records)


async def test_an_archived_channel_is_reported_at_once_and_all_it_missed_comes_when_it_is_back(url):
    async with paged() as pager, heard(url, stack_with(pager, after=3600)) as here:
        here.slack.control.admin.archive(CHANNEL)
        await here.sees(failing="postgres", ok="redis auth backend gateway")
        await until(here, lambda: pager.took)
        assert "#incident-staging" in pager.took[0]["message"]
        await here.sees(ok="postgres")
        await until(here, lambda: len(pager.took) > 1)
        assert pager.titles == ["began", "ended"]
        here.slack.control.admin.archive(CHANNEL, False)
        await here.until_said("Ended after")


async def test_nobody_else_hears_of_what_slack_takes_in_time(url):
    async with paged() as pager, heard(url, stack_with(pager, after=60)) as here:
        here.slack.faults.order(Fault("chat.postMessage", Trouble.SERVER_ERROR))
        await here.sees(failing="postgres", ok="redis auth backend gateway")
        await here.until_said("postgres fails")
        await here.until_quiet()
        assert not pager.took


@pytest.mark.parametrize("address", ["carrier-pigeon://roof", "just words", "mailto://"])
def test_an_address_that_apprise_does_not_know_is_named_by_its_place(address):
    text = f"version: 1\nslack: {{fallback: ['{address}']}}\nenvironments: {{staging: {{services: {{web: {{}}}}}}}}\n"
    with pytest.raises(StackError, match=r"stack.yaml:2:\d+: this fallback cannot be used"):
        parse_stack(text.encode(), {})


def test_an_address_is_a_secret_with_all_its_tokens():
    text = (
        b"version: 1\nslack: {fallback: ['pagerduty://A1b2C3d4E5f6G7h8@Z9y8X7w6V5u4', 'json://u:${PAGER}@h']}\n"
        b"environments: {staging: {services: {web: {}}}}\n"
    )
    secrets = parse_stack(text, {"PAGER": PASSWORD}).secrets
    assert {"A1b2C3d4E5f6G7h8", "Z9y8X7w6V5u4", PASSWORD} <= set(secrets)
    assert "hunter2" not in repr(parse_stack(text, {"PAGER": PASSWORD}).stack)
