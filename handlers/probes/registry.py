"""Every probe, one line each. A new probe is one new file and one line here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Union

from pydantic import Field

from handlers.probes import (
    clickhouse,
    cloud_sql,
    http,
    postgres,
    process,
    redis,
    tcp,
    token_exchange,
    vpc_connector,
    websocket,
)
from handlers.probes.base import ProbeConfig, ProbeKind

PROBES: dict[str, ProbeKind] = {
    "http": ProbeKind(http.HttpProbe, http.measure),
    "websocket": ProbeKind(websocket.WebSocketProbe, websocket.measure),
    "tcp": ProbeKind(tcp.TcpProbe, tcp.measure),
    "postgres": ProbeKind(postgres.PostgresProbe, postgres.measure),
    "redis": ProbeKind(redis.RedisProbe, redis.measure),
    "clickhouse": ProbeKind(clickhouse.ClickHouseProbe, clickhouse.measure),
    "process": ProbeKind(process.ProcessProbe, process.measure),
    "token_exchange": ProbeKind(token_exchange.TokenExchangeProbe, token_exchange.measure),
    "cloud_sql": ProbeKind(cloud_sql.CloudSqlProbe, cloud_sql.measure),
    "vpc_connector": ProbeKind(vpc_connector.VpcConnectorProbe, vpc_connector.measure),
}

if TYPE_CHECKING:
    AnyProbe = ProbeConfig
else:
    AnyProbe = Annotated[Union[tuple(probe.config for probe in PROBES.values())], Field(discriminator="kind")]  # noqa: UP007 - from a table
"""The configuration of any probe, told apart by its `kind`; built from the table so that adding one is one line."""
