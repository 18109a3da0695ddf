"""A local Slack on virtual time, with one app installed over Socket Mode."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.workspace.clock import VirtualClock
from bot.workspace.control.control import Control
from bot.workspace.limits import Limits
from bot.workspace.model.apps import AppRegistration
from bot.workspace.server import LocalSlack
from tests.bot.workspace import kit


@pytest.fixture
async def clock() -> VirtualClock:
    return VirtualClock()


@pytest.fixture
async def slack(clock: VirtualClock) -> AsyncIterator[LocalSlack]:
    slack = LocalSlack(clock, Limits().unlimited())
    await slack.start()
    yield slack
    await slack.stop()


@pytest.fixture
async def app(slack: LocalSlack) -> AppRegistration:
    return slack.install(kit.manifest(), join=[kit.ROOM])


@pytest.fixture
async def client(slack: LocalSlack, app: AppRegistration) -> AsyncWebClient:
    return kit.client_of(slack, app)


@pytest.fixture
async def bolt(slack: LocalSlack, app: AppRegistration) -> AsyncApp:
    return kit.bolt_of(slack, app)


@pytest.fixture
async def control(slack: LocalSlack) -> Control:
    return slack.control
