"""A Serverless VPC Access connector: the road from Cloud Run to the databases' private addresses."""

from __future__ import annotations

from typing import Any, Literal
from urllib.parse import quote

from pydantic import Field

from handlers.core.cloud import CloudRefusal
from handlers.core.model import Count, Model
from handlers.probes import google_access
from handlers.probes.base import Observation, ProbeConfig, Tools
from handlers.probes.reasons import Reason


class VpcConnectorExpect(Model):
    """`throughput`: at least this maximum, in Mbit/s."""

    state: str = "READY"
    throughput: Count | None = None


class VpcConnectorProbe(ProbeConfig):
    """Looks at the connector `connector` (default: the name) in the environment's project and region."""

    kind: Literal["vpc_connector"]
    connector: str = ""
    expect: VpcConnectorExpect = Field(default_factory=VpcConnectorExpect)


async def measure(config: VpcConnectorProbe, tools: Tools) -> Observation:
    """OK in the expected state; UNKNOWN where the bot may not look."""
    if tools.google is None:
        return google_access.no_platform()
    name = config.connector or config.name
    google = tools.google
    path = f"/v1/projects/{google.project}/locations/{google.region}/connectors/{quote(name, safe='')}"
    try:
        return judge(config.expect, await google.get("vpcaccess", path))
    except CloudRefusal as error:
        return google_access.refused(f"VPC connector {name}", error)


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
