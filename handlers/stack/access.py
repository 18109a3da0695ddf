"""The tools of one environment: those of the process, plus the way to the platform its services run on."""

from __future__ import annotations

import dataclasses

from handlers.platforms.google import GoogleApi, anonymous
from handlers.probes.base import SupervisorAddress, Tools
from handlers.stack.environment import CloudRunPlatform, Environment, ProcessPlatform


def tools_for(environment: Environment, tools: Tools) -> Tools:
    """`tools` with the platform of `environment` in reach; an `endpoint` of one's own is asked without an identity."""
    platform = environment.platform
    if isinstance(platform, ProcessPlatform):
        return dataclasses.replace(tools, supervisor=SupervisorAddress(platform.url, platform.token))
    if isinstance(platform, CloudRunPlatform):
        authorize = anonymous if platform.endpoint else tools.identity
        google = GoogleApi(tools.http, platform.project, platform.region, authorize, platform.endpoint)
        return dataclasses.replace(tools, google=google)
    return tools
