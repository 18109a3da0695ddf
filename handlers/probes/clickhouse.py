"""ClickHouse over its own HTTP interface: alive, answering, writable, and not drowning in parts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import parse_qs, unquote, urlsplit, urlunsplit

from pydantic import Field

from handlers.core.model import Count, HttpUrl, Model, Seconds
from handlers.probes import phases
from handlers.probes.base import Observation, ProbeConfig, Tools
from handlers.probes.expectations import too_slow
from handlers.probes.reading import Body, read_body
from handlers.probes.reasons import Reason

READ_ONLY_TABLES = "select concat(database, '.', table) from system.replicas where is_readonly limit 10"
MOST_PARTS = """select concat(database, '.', table), toString(count()) from system.parts where active
group by database, table, partition_id order by count() desc limit 1"""

_EXCEPTION = re.compile(r"Code: (\d{1,6})\b.{0,40}?DB::Exception: (?:DB::Exception: )?(.*?)(?:, e\.what\(\) = .*)?$")

# src/Common/ErrorCodes.cpp of ClickHouse
_REASONS = {
    192: Reason.AUTH_FAILED,
    193: Reason.AUTH_FAILED,
    194: Reason.AUTH_FAILED,
    516: Reason.AUTH_FAILED,
    81: Reason.DATABASE_MISSING,
    60: Reason.TABLE_MISSING,
    47: Reason.TABLE_MISSING,
    164: Reason.READ_ONLY,
    242: Reason.READ_ONLY,
    241: Reason.OUT_OF_MEMORY,
    243: Reason.DISK_FULL,
    202: Reason.TOO_MANY_CONNECTIONS,
    252: Reason.TOO_MANY_PARTS,
    159: Reason.TIMEOUT,
    497: Reason.FORBIDDEN,
}


class ClickHouseExpect(Model):
    """`parts`: active parts allowed in one partition; ClickHouse itself slows inserts at 1,000 and refuses at 3,000."""

    parts: Count = 1000
    within: Seconds | None = None


class ClickHouseProbe(ProbeConfig):
    """`/ping`, then `query`; user, password and database may be part of `url`."""

    kind: Literal["clickhouse"]
    url: HttpUrl
    query: str = "select 1"
    expect: ClickHouseExpect = Field(default_factory=ClickHouseExpect)


@dataclass(frozen=True, slots=True)
class Server:
    """Where the server is and who asks, taken apart from one URL."""

    base: str
    headers: dict[str, str]

    @classmethod
    def from_url(cls, url: str) -> Server:
        """User and password go into headers, so that they never stand in an address that is logged."""
        parts = urlsplit(url)
        headers = {}
        if parts.username:
            headers["X-ClickHouse-User"] = unquote(parts.username)
            headers["X-ClickHouse-Key"] = unquote(parts.password or "")
        database = parts.path.strip("/") or next(iter(parse_qs(parts.query).get("database", [])), "")
        if database:
            headers["X-ClickHouse-Database"] = unquote(database)
        host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
        netloc = f"{host}:{parts.port}" if parts.port else str(host)
        return cls(urlunsplit((parts.scheme, netloc, "", "", "")), headers)


async def measure(config: ClickHouseProbe, tools: Tools) -> Observation:
    """OK when it answers `/ping` and the query, and no table is read-only; network errors are raised."""
    server = Server.from_url(config.url)
    start = tools.clock.monotonic()
    status, _, body = await _ask(server, None, tools)
    if status != 200 or body.text.strip() != "Ok.":
        detail = f"/ping answered {status}: {body.text[:80]!r}, expected 'Ok.'"
        reason = Reason.STATUS if status != 200 else Reason.PROTOCOL
        return Observation.failing(reason, detail, status=status, body=body.text[:400], seen=body.text[:400])
    with phases.current().during("query"):
        status, headers, body = await _ask(server, config.query, tools)
    if status != 200:
        return _said_no(status, headers, body)
    seconds = tools.clock.monotonic() - start
    wrong = too_slow(seconds, config.expect.within, phases.current().done)
    if wrong:
        return wrong
    return await _health(server, config, tools) or Observation.ok(f"answered in {seconds * 1000:.0f} ms")


async def _health(server: Server, config: ClickHouseProbe, tools: Tools) -> Observation | None:
    """From the system tables; None also where they may not be read."""
    status, _, body = await _ask(server, READ_ONLY_TABLES, tools)
    tables = body.text.split() if status == 200 else []
    if tables:
        detail = f"{len(tables)} tables are read-only, such as {tables[0]}: they have lost their keeper"
        return Observation.failing(Reason.READ_ONLY, detail, tables=tables)
    status, _, body = await _ask(server, MOST_PARTS, tools)
    table, _, count = body.text.strip().partition("\t") if status == 200 else ("", "", "")
    if count.isdigit() and int(count) > config.expect.parts:
        detail = f"{table} has {count} active parts in one partition, expected at most {config.expect.parts}"
        return Observation.failing(Reason.TOO_MANY_PARTS, detail, table=table, parts=int(count))
    return None


async def _ask(server: Server, query: str | None, tools: Tools) -> tuple[int, Mapping[str, str], Body]:
    """GET /ping without a query; POST the query otherwise, which may not write (`readonly=1` would refuse settings)."""
    if query is None:
        request = tools.http.build_request("GET", f"{server.base}/ping")
    else:
        request = tools.http.build_request(
            "POST", f"{server.base}/", params={"readonly": "2"}, headers=server.headers, content=query.encode()
        )
    response = await tools.http.send(request, stream=True)
    try:
        return response.status_code, response.headers, await read_body(response)
    finally:
        await response.aclose()


def _said_no(status: int, headers: Mapping[str, str], body: Body) -> Observation:
    text = " ".join(body.text.split())[:400]
    said = _EXCEPTION.match(text)  # older servers name the code in the text alone
    code = headers.get("x-clickhouse-exception-code", "") or (said[1] if said else "")
    words = said[2] if said else text
    number = int(code) if code.isdecimal() else 0
    facts: dict[str, Any] = {"status": status, "code": number, "message": words}
    reason = _REASONS.get(number, Reason.QUERY_FAILED)
    if reason is Reason.FORBIDDEN:
        return Observation.unknown(reason, f"the probe's user may not ask this: {words}", **facts)
    return Observation.failing(reason, f"the server says no ({number}): {words}", **facts)
