"""The tools of one process: one HTTP client, on the httpx interface over aiohttp's transport, traced phase by phase.

httpx's own pool rescans every connection for each request (encode/httpx #3215), which would corrupt the latencies we
report; aiohttp's does not.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from contextvars import ContextVar
from typing import Any

import aiohttp
import httpx
from aiohttp.abc import AbstractResolver, ResolveResult
from httpx_aiohttp import AiohttpTransport

from handlers.core.ports import Clock, SystemClock
from handlers.core.redaction import Redactor
from handlers.probes import phases
from handlers.probes.base import Tools

CONNECTIONS = 1000  # a run probes everything at once; waiting for a free connection would be read as a slow target
IDLE_SECONDS = 5.0  # short, so that a diagnosis opens fresh connections while a burst of checks shares them
DNS_THREADS = 64  # getaddrinfo blocks its thread for many seconds when a resolver is dead
MAX_HEADERS = 256
USER_AGENT = "opsmedic"
HEADERS = {"User-Agent": USER_AGENT, "Accept": "*/*", "Accept-Encoding": "gzip", "Connection": "keep-alive"}


class TimedContext(ssl.SSLContext):
    """A TLS context that tells the running probe's stopwatch when TCP is done and the handshake begins."""

    def wrap_bio(self, *args: Any, **kwargs: Any) -> ssl.SSLObject:
        """Called by asyncio once the TCP connection stands."""
        watch = phases.current()
        watch.end("connect")
        watch.begin("tls")
        watch.tls = super().wrap_bio(*args, **kwargs)
        return watch.tls


class ThreadResolver(AbstractResolver):
    """getaddrinfo in threads of its own, so that a dead resolver cannot starve the process's default threads."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(DNS_THREADS, thread_name_prefix="dns")

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Every stream address of `host`; raises socket.gaierror."""
        found = await asyncio.get_running_loop().run_in_executor(
            self._threads,
            lambda: socket.getaddrinfo(host, port, family, socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG),
        )
        return [
            ResolveResult(
                hostname=host, host=str(address[0]), port=port, family=kind, proto=proto, flags=socket.AI_NUMERICHOST
            )
            for kind, _, proto, _, address in found
        ]

    async def close(self) -> None:
        """Let go of the threads; one that still waits for a dead resolver ends by itself."""
        self._threads.shutdown(wait=False, cancel_futures=True)


def private_context(authority: str) -> TimedContext:
    """A TLS context that trusts the PEM file `authority` alone; raises OSError when it cannot be used."""
    context = TimedContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(authority)
    return context


def timed_context() -> TimedContext:
    """The system's trust, verified names, in a context that times its handshakes."""
    context = TimedContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_default_certs()
    return context


async def _connecting(*_: object) -> None:
    phases.current().begin("connect")


async def _resolving(*_: object) -> None:
    watch = phases.current()
    watch.drop("connect")  # aiohttp counts the look-up into the making of a connection
    watch.begin("dns")


async def _resolved(*_: object) -> None:
    watch = phases.current()
    watch.end("dns")
    watch.begin("connect")


async def _connected(*_: object) -> None:
    watch = phases.current()
    watch.end("connect")
    watch.end("tls")


async def _sent(*_: object) -> None:
    phases.current().begin("first_byte")


async def _answered(*_: object) -> None:
    phases.current().end("first_byte")


def _tracing() -> aiohttp.TraceConfig:
    trace = aiohttp.TraceConfig()
    trace.on_connection_create_start.append(_connecting)
    trace.on_dns_resolvehost_start.append(_resolving)
    trace.on_dns_resolvehost_end.append(_resolved)
    trace.on_connection_create_end.append(_connected)
    trace.on_connection_reuseconn.append(_reused)
    trace.on_request_headers_sent.append(_sent)
    trace.on_request_end.append(_answered)
    return trace


class _Reuse:
    """Whether the request at hand was sent over a connection that had been idle."""

    seen = False


_REUSE: ContextVar[_Reuse | None] = ContextVar("reused_connection", default=None)


async def _reused(*_: object) -> None:
    if (reuse := _REUSE.get()) is not None:
        reuse.seen = True


class _Transport(AiohttpTransport):
    """Tries once more when an idle connection turns out to have been closed by the target meanwhile.

    Without that, a target that was restarted since the last request would look as if it cut us off. aiohttp does so by
    itself, but only for methods that change nothing; a connection that was never answered on carried nothing through.
    """

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        reuse = _Reuse()
        token = _REUSE.set(reuse)
        try:
            return await super().handle_async_request(request)
        except httpx.TransportError as error:
            if not reuse.seen or not isinstance(error.__cause__, aiohttp.ServerDisconnectedError | ConnectionError):
                raise
            return await super().handle_async_request(request)
        finally:
            _REUSE.reset(token)


class _Forgetful(httpx.Cookies):
    """Keeps no cookie, and spends no time on looking for any."""

    def extract_cookies(self, response: httpx.Response) -> None:
        """Leave them where they are."""


class _Client(httpx.AsyncClient):
    """Probes must not share what a target told one of them to remember.

    A streamed request without authentication or redirects, which is what a probe sends, goes straight to the transport:
    httpx's own handling of the rest takes longer than the exchange on a local network.
    """

    def __init__(self, transport: httpx.AsyncBaseTransport, **options: Any) -> None:
        super().__init__(transport=transport, **options)
        self._straight = transport

    async def send(self, request: httpx.Request, *, stream: bool = False, **options: Any) -> httpx.Response:
        """As the base class does."""
        if stream and not options and not self.is_closed:
            return await self._straight.handle_async_request(request)
        return await super().send(request, stream=stream, **options)

    @property
    def cookies(self) -> httpx.Cookies:
        """Always none."""
        return _Forgetful()

    @cookies.setter
    def cookies(self, cookies: object) -> None:
        """There is nowhere to put them."""


def http_client(tls: ssl.SSLContext) -> httpx.AsyncClient:
    """A client that follows nothing, remembers no cookie, reads no proxy from the environment and has no time-out.

    Must be called with a running loop. The runner's time-out bounds every request instead.
    """

    def session() -> aiohttp.ClientSession:
        connector = aiohttp.TCPConnector(
            limit=CONNECTIONS, ssl=tls, keepalive_timeout=IDLE_SECONDS, ttl_dns_cache=5, resolver=ThreadResolver()
        )
        return aiohttp.ClientSession(
            connector=connector,
            connector_owner=True,
            cookie_jar=aiohttp.DummyCookieJar(),
            trace_configs=[_tracing()],
            trust_env=False,
            max_headers=MAX_HEADERS,
            timeout=aiohttp.ClientTimeout(total=None),
        )

    return _Client(
        _Transport(client=session, verify=tls, trust_env=False),
        trust_env=False,
        follow_redirects=False,
        timeout=None,
        headers=HEADERS,
    )


@asynccontextmanager
async def open_tools(
    redact: Redactor | None = None, clock: Clock | None = None, tls: ssl.SSLContext | None = None
) -> AsyncIterator[Tools]:
    """The tools every probe of this process shares; open them once, when the process starts.

    `redact` knows the stack's secrets, `tls` replaces the system's trust (tests trust their own authority).
    """
    tls = tls or timed_context()
    async with http_client(tls) as http:
        yield Tools(http=http, clock=clock or SystemClock(), redact=redact or Redactor(), tls=tls)
