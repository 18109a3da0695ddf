from __future__ import annotations

from typing import Any

from handlers.platforms.google import GoogleApi, anonymous
from handlers.probes.base import SupervisorAddress
from handlers.probes.client import open_tools
from handlers.stack.access import tools_for
from handlers.stack.environment import Environment


def environment(platform: Any) -> Environment:
    return Environment.model_validate({"platform": platform, "services": {}})


async def test_the_tools_reach_the_platform_of_the_environment() -> None:
    async with open_tools() as tools:
        assert tools_for(environment(None), tools) is tools
        local = tools_for(environment({"kind": "process", "url": "http://127.0.0.1:9", "token": "t"}), tools)
        assert local.supervisor == SupervisorAddress("http://127.0.0.1:9", "t")
        cloud = {"kind": "cloud_run", "project": "p", "region": "r"}
        real = tools_for(environment(cloud), tools).google
        assert isinstance(real, GoogleApi)
        assert real.authorize is not anonymous
        own = tools_for(environment({**cloud, "endpoint": "http://127.0.0.1:9"}), tools).google
        assert isinstance(own, GoogleApi)
        assert (own.authorize, own.url("run", "/x")) == (anonymous, "http://127.0.0.1:9/x")


async def test_every_diagnosis_of_a_process_shares_its_google_identity() -> None:
    cloud = environment({"kind": "cloud_run", "project": "p", "region": "r"})
    async with open_tools() as tools:
        for google in (tools_for(cloud, tools).google for _ in range(2)):
            assert isinstance(google, GoogleApi)
            assert google.authorize is tools.identity
