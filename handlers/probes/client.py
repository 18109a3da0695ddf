"""The tools of one process: one HTTP client, on the httpx interface over aiohttp's transport, traced phase by phase.

httpx's own pool rescans every connection for each request (encode/httpx #3215), which would corrupt the latencies we
report; aiohttp's does not.
"""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, NamedTuple

import aiohttp
import httpx
from httpx_aiohttp import AiohttpTransport
from httpx_aiohttp.transport import AiohttpResponseStream, map_aiohttp_exceptions
from multidict import CIMultiDict
from yarl import URL

from handlers.core.ports import Clock, SystemClock
from handlers.core.redaction import Redactor
from handlers.probes.base import Tools
from handlers.probes.resolver import Names, ThreadResolver
from handlers.probes.timed_tls import timed_context
from handlers.probes.tracing import REUSE, Reuse, tracing

CONNECTIONS = 1000  # a run probes everything at once; waiting for a free connection would be read as a slow target
IDLE_SECONDS = 5.0  # short, so that a diagnosis opens fresh connections while a burst of checks shares them
MAX_HEADERS = 256
USER_AGENT = "opsmedic"
HEADERS = {"User-Agent": USER_AGENT, "Accept": "*/*", "Accept-Encoding": "gzip", "Connection": "keep-alive"}
_PREPARED = "opsmedic.prepared"  # among a request's extensions


class _Prepared(NamedTuple):
    """A request in aiohttp's terms."""

    url: URL
    headers: CIMultiDict[str]
    body: bytes | None


def prepared(request: httpx.Request) -> httpx.Request:
    """`request`, ready to be sent again and again without being put into aiohttp's terms each time.

    Its address, headers and body must not be changed any more.
    """
    parts = _Prepared(URL(str(request.url)), CIMultiDict(request.headers.multi_items()), request.content or None)
    request.extensions[_PREPARED] = parts
    return request


class _Transport(AiohttpTransport):
    """Tries once more when an idle connection turns out to have been closed by the target meanwhile.

    Without that, a target that was restarted since the last request would look as if it cut us off. aiohttp does so by
    itself, but only for methods that change nothing; a connection that was never answered on carried nothing through.
    """

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        reuse = Reuse()
        token = REUSE.set(reuse)
        try:
            return await self._exchange(request)
        except httpx.TransportError as error:
            if not reuse.seen or not isinstance(error.__cause__, aiohttp.ServerDisconnectedError | ConnectionError):
                raise
            return await self._exchange(request)
        finally:
            REUSE.reset(token)

    async def _exchange(self, request: httpx.Request) -> httpx.Response:
        """As the base class does; a request that is sent again and again is put into aiohttp's terms only once."""
        parts = request.extensions.get(_PREPARED)
        if parts is None or not isinstance(self.client, aiohttp.ClientSession):
            return await super().handle_async_request(request)
        with map_aiohttp_exceptions():
            response = await self.client.request(
                request.method,
                parts.url,
                headers=parts.headers,
                data=parts.body,
                allow_redirects=False,
                auto_decompress=False,
            )
        stream = AiohttpResponseStream(response)
        return httpx.Response(response.status, headers=response.raw_headers, stream=stream, request=request)


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


def http_client(tls: ssl.SSLContext, names: Names | None = None) -> httpx.AsyncClient:
    """A client that follows nothing, remembers no cookie, reads no proxy from the environment and has no time-out.

    Must be called with a running loop. The runner's time-out bounds every request instead.
    """

    def session() -> aiohttp.ClientSession:
        connector = aiohttp.TCPConnector(
            limit=CONNECTIONS, ssl=tls, keepalive_timeout=IDLE_SECONDS, ttl_dns_cache=5, resolver=ThreadResolver(names)
        )
        return aiohttp.ClientSession(
            connector=connector,
            connector_owner=True,
            cookie_jar=aiohttp.DummyCookieJar(),
            trace_configs=[tracing()],
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
    names = Names()
    async with http_client(tls, names) as http:
        yield Tools(http=http, clock=clock or SystemClock(), redact=redact or Redactor(), tls=tls, names=names)
