"""Every probe, one line each. A new probe is one new file and one line here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Union

from pydantic import Field

from handlers.probes import (
    auth_token,
    clickhouse,
    cloud_run,
    cloud_run_logs,
    cloud_sql,
    dns,
    http,
    postgres,
    process,
    queue_depth,
    redis,
    settings_agree,
    tcp,
    tls,
    token_exchange,
    vpc_connector,
    websocket,
)
from handlers.probes.base import ProbeConfig, ProbeKind

PROBES: dict[str, ProbeKind] = {
    "http": ProbeKind(http.HttpProbe, http.measure),
    "websocket": ProbeKind(websocket.WebSocketProbe, websocket.measure),
    "tcp": ProbeKind(tcp.TcpProbe, tcp.measure),
    "dns": ProbeKind(dns.DnsProbe, dns.measure),
    "tls": ProbeKind(tls.TlsProbe, tls.measure),
    "postgres": ProbeKind(postgres.PostgresProbe, postgres.measure),
    "redis": ProbeKind(redis.RedisProbe, redis.measure),
    "clickhouse": ProbeKind(clickhouse.ClickHouseProbe, clickhouse.measure),
    "queue_depth": ProbeKind(queue_depth.QueueDepthProbe, queue_depth.measure),
    "process": ProbeKind(process.ProcessProbe, process.measure),
    "token_exchange": ProbeKind(token_exchange.TokenExchangeProbe, token_exchange.measure),
    "auth_token": ProbeKind(auth_token.AuthTokenProbe, auth_token.measure),
    "settings_agree": ProbeKind(settings_agree.SettingsAgreeProbe, settings_agree.measure),
    "cloud_run": ProbeKind(cloud_run.CloudRunProbe, cloud_run.measure),
    "cloud_run_logs": ProbeKind(cloud_run_logs.CloudRunLogsProbe, cloud_run_logs.measure),
    "cloud_sql": ProbeKind(cloud_sql.CloudSqlProbe, cloud_sql.measure),
    "vpc_connector": ProbeKind(vpc_connector.VpcConnectorProbe, vpc_connector.measure),
}

if TYPE_CHECKING:
    AnyProbe = ProbeConfig
else:
    AnyProbe = Annotated[Union[tuple(probe.config for probe in PROBES.values())], Field(discriminator="kind")]  # noqa: UP007 - from a table
"""The configuration of any probe, told apart by its `kind`; built from the table so that adding one is one line."""
