"""Servers shared by the probes' tests: one PostgreSQL, one Valkey and one authority per test process."""

from __future__ import annotations

import dataclasses
import shutil
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from pydantic import TypeAdapter

from handlers.core.redaction import Redactor
from handlers.platforms.google import GoogleApi, anonymous
from handlers.probes.base import Observation, Tools
from handlers.probes.registry import AnyProbe
from handlers.probes.runner import Outcome, open_tools, run_probe
from handlers.probes.timed_tls import timed_context
from tests.handlers.probes.servers import Authority, Cluster, RawHandler, raw_server, running_clickhouse, running_valkey

Serve = Callable[..., Awaitable[str]]
Listen = Callable[..., Awaitable[int]]
Probe = Callable[..., Awaitable[Observation]]
RunProbe = Callable[..., Awaitable[Outcome]]

SECRET = "a-very-secret-value"


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """A certificate authority that only `tools` trusts."""
    return Authority.create(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="session")
def trust(authority: Authority) -> ssl.SSLContext:
    """The clients' side of it; made once, since loading the system's trust takes a while."""
    context = timed_context()
    context.load_verify_locations(authority.path)
    return context


@pytest.fixture
async def tools(trust: ssl.SSLContext) -> AsyncIterator[Tools]:
    """The real tools, with one known secret to redact."""
    async with open_tools(redact=Redactor([SECRET]), tls=trust) as opened:
        yield opened


@pytest.fixture
def run_config(tools: Tools) -> RunProbe:
    """Run a probe as stack.yaml would describe it; `with_tools` replaces the tools."""

    async def run(with_tools: Tools | None = None, **config: Any) -> Outcome:
        return await run_probe(TypeAdapter(AnyProbe).validate_python(config), with_tools or tools)

    return run


@pytest.fixture
def probe(run_config: RunProbe) -> Probe:
    """The same, when only the observation matters."""

    async def run(with_tools: Tools | None = None, **config: Any) -> Observation:
        return (await run_config(with_tools, **config)).observation

    return run


@pytest.fixture
async def serve() -> AsyncIterator[Serve]:
    """Serve an aiohttp handler for every path; returns the base address. `tls` makes it https."""
    async with AsyncExitStack() as stack:

        async def start(
            handler: Callable[[web.Request], Awaitable[web.StreamResponse]], tls: ssl.SSLContext | None = None
        ) -> str:
            app = web.Application()
            app.router.add_route("*", "/{path:.*}", handler)
            runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
            await runner.setup()
            stack.push_async_callback(runner.cleanup)
            site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=tls)
            await site.start()
            port = runner.addresses[0][1]
            return f"https://localhost:{port}" if tls else f"http://127.0.0.1:{port}"

        yield start


@pytest.fixture
async def listen() -> AsyncIterator[Listen]:
    """Serve a raw handler; returns the port."""
    async with AsyncExitStack() as stack:

        async def start(handle: RawHandler, tls: ssl.SSLContext | None = None) -> int:
            return await stack.enter_async_context(raw_server(handle, tls))

        yield start


@dataclass
class FakeGoogle:
    """Answers of Google's interfaces by method and path, and what was asked of them."""

    answers: dict[str, tuple[int, Any]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str], Any]] = field(default_factory=list)
    tools: Tools = field(init=False)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """What `answers` holds for `METHOD /path`, or Google's own kind of 404."""
        what = f"{request.method} {request.rel_url.raw_path}"
        body = await request.json() if request.can_read_body else None
        self.asked.append((what, dict(request.query), body))
        status, content = self.answers.get(what, (404, {"error": {"code": 404, "message": "not found"}}))
        return web.json_response(content, status=status)


@pytest.fixture
async def google(serve: Serve, tools: Tools) -> FakeGoogle:
    """A server in Google's place, and tools that reach it without an identity."""
    fake = FakeGoogle()
    endpoint = await serve(fake.answer)
    api = GoogleApi(tools.http, "acme-staging", "us-central1", anonymous, endpoint, pauses=(0.0,))
    fake.tools = dataclasses.replace(tools, google=api)
    return fake


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """An initialised PostgreSQL, not started."""
    with Cluster.temporary() as made:
        yield made


@pytest.fixture(scope="session")
def standby_port(cluster: Cluster) -> Iterator[int]:
    """A PostgreSQL in recovery."""
    with cluster.standby().running(connections=100) as port:
        yield port


@pytest.fixture(scope="session")
def postgres_port(cluster: Cluster, standby_port: int) -> Iterator[int]:
    """A PostgreSQL; started after the standby was copied from it."""
    with cluster.running() as port:
        yield port


@pytest.fixture(scope="session")
def clickhouse_port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """A real ClickHouse, where one is installed."""
    program = shutil.which("clickhouse-server")
    if program is None:
        pytest.skip("clickhouse-server is not installed")
    with running_clickhouse(program, tmp_path_factory.mktemp("clickhouse")) as port:
        yield port


@pytest.fixture(scope="session")
def valkey_port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """A Valkey that tests may reconfigure, if they put it back."""
    directory: Path = tmp_path_factory.mktemp("valkey")
    with running_valkey(directory) as port:
        yield port
