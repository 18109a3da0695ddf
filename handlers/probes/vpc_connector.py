"""A Serverless VPC Access connector: the road from Cloud Run to the databases' private addresses."""

from __future__ import annotations

from typing import Any, Literal
from urllib.parse import quote

from pydantic import Field

from handlers.core.cloud import CloudRefusal, GoogleCloud
from handlers.core.model import Count, Model, Seconds
from handlers.core.ports import Health
from handlers.probes import google_access
from handlers.probes.base import Observation, ProbeConfig, Tools
from handlers.probes.cloud_run import KNATIVE
from handlers.probes.cloud_run_state import CloudRunService
from handlers.probes.reasons import Reason


class VpcConnectorExpect(Model):
    """`throughput`: at least this maximum, in Mbit/s. `timeout`: the least that `services` give requests."""

    state: str = "READY"
    throughput: Count | None = None
    timeout: Seconds | None = None


class VpcConnectorProbe(ProbeConfig):
    """Looks at the connector `connector` (default: the name) in the environment's project and region.

    `services` are Cloud Run services that must go through it; a connector has no time-out of its own, theirs counts.
    """

    kind: Literal["vpc_connector"]
    connector: str = ""
    services: tuple[str, ...] = ()
    expect: VpcConnectorExpect = Field(default_factory=VpcConnectorExpect)


async def measure(config: VpcConnectorProbe, tools: Tools) -> Observation:
    """OK in the expected state; UNKNOWN where the bot may not look."""
    if tools.google is None:
        return google_access.no_platform()
    name = config.connector or config.name
    google = tools.google
    path = f"/v1/projects/{google.project}/locations/{google.region}/connectors/{quote(name, safe='')}"
    try:
        seen = judge(config.expect, await google.get("vpcaccess", path))
    except CloudRefusal as error:
        return google_access.refused(f"VPC connector {name}", error)
    if seen.health is not Health.OK:
        return seen
    for service in config.services:
        if wrong := await _user(service, name, config.expect, google):
            return wrong
    return seen


async def _user(service: str, connector: str, expect: VpcConnectorExpect, google: GoogleCloud) -> Observation | None:
    """What is wrong with how `service` uses the connector."""
    path = f"{KNATIVE}/{google.project}/services/{quote(service, safe='')}"
    try:
        limits = CloudRunService.parse(await google.get("run", path)).limits
    except CloudRefusal as error:
        return google_access.refused(f"Cloud Run service {service}", error)
    used, timeout = str(limits.get("connector", "")), float(limits.get("timeout_seconds", 300))  # Cloud Run's default
    facts = {"service": service, "connector": used, "timeout_seconds": timeout}
    if used.rsplit("/", 1)[-1] != connector:
        detail = f"{service} goes through {used or 'no connector'}, expected {connector}"
        return Observation.failing(Reason.SETTING_VALUE, detail, **facts)
    if expect.timeout and timeout < expect.timeout:
        detail = f"the requests of {service} time out after {timeout:g} s, expected at least {expect.timeout:g} s"
        return Observation.failing(Reason.SETTING_VALUE, detail, **facts)
    return None


def judge(expect: VpcConnectorExpect, answer: dict[str, Any]) -> Observation:
    """What the API's description of the connector means."""
    facts = {
        key: answer[key]
        for key in ("state", "minThroughput", "maxThroughput", "minInstances", "maxInstances", "machineType", "network")
        if key in answer
    }
    state, most = str(answer.get("state", "")), int(answer.get("maxThroughput") or 0)
    if state != expect.state:
        return Observation.failing(Reason.STATE, f"in state {state}, expected {expect.state}", **facts)
    if expect.throughput and most < expect.throughput:
        detail = f"carries at most {most} Mbit/s, expected {expect.throughput}"
        return Observation.failing(Reason.STATE, detail, **facts)
    least = answer.get("minThroughput")
    return Observation.ok(f"{state}, {least} to {most} Mbit/s" if most else state, **facts)
