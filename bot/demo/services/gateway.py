"""The gateway: the front door. Forwards HTTP and WebSocket to the backend, 502 when that does not answer."""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
from aiohttp import web
from cryptography import x509
from multidict import CIMultiDict

from bot.demo.services import serve
from bot.demo.services.settings import optional, required

log = logging.getLogger("gateway")

_PATIENCE = 3.0  # seconds the backend may take to answer
_HOP_BY_HOP = {
    "connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "te", "trailer", "transfer-encoding",
    "upgrade", "host", "content-length", "content-encoding", "date", "server",
}  # fmt: skip
_HANDSHAKE = {"sec-websocket-key", "sec-websocket-version", "sec-websocket-extensions", "sec-websocket-protocol"}


@dataclass(slots=True)
class Gateway:
    """Forwards everything to `backend`; an upgrade too if `upgrades`, else as a plain request."""

    backend: str
    upgrades: bool
    session: aiohttp.ClientSession = field(init=False)

    async def clients(self, _: web.Application) -> AsyncIterator[None]:
        """Open the client for as long as the service lives."""
        connector = aiohttp.TCPConnector(limit=0)
        self.session = aiohttp.ClientSession(connector=connector, auto_decompress=False)
        yield
        await self.session.close()

    async def forward(self, request: web.Request) -> web.StreamResponse:
        """Any request; an upgrade becomes a WebSocket on both sides."""
        try:
            if self.upgrades and request.headers.get("Upgrade", "").lower() == "websocket":
                return await self._websocket(request)
            return await self._http(request)
        except aiohttp.WSServerHandshakeError as refusal:
            return web.json_response({"error": "the backend refused the handshake"}, status=refusal.status)
        except (aiohttp.ClientConnectionError, TimeoutError) as error:
            status = 504 if isinstance(error, TimeoutError) else 502
            log.error("%d for %s: %s: %s", status, request.path, type(error).__name__, error)
            return web.json_response({"error": "bad gateway", "upstream": "backend"}, status=status)

    async def _http(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        timeout = aiohttp.ClientTimeout(total=_PATIENCE)
        async with self.session.request(
            request.method, self.backend + request.path_qs, headers=_forwarded(request), data=body,
            allow_redirects=False, timeout=timeout,
        ) as answer:  # fmt: skip
            headers = CIMultiDict((k, v) for k, v in answer.headers.items() if k.lower() not in _HOP_BY_HOP)
            return web.Response(status=answer.status, headers=headers, body=await answer.read())

    async def _websocket(self, request: web.Request) -> web.StreamResponse:
        offered = request.headers.get("Sec-WebSocket-Protocol", "")
        protocols = [name.strip() for name in offered.split(",") if name.strip()]
        headers = CIMultiDict((k, v) for k, v in _forwarded(request).items() if k.lower() not in _HANDSHAKE)
        async with asyncio.timeout(_PATIENCE):
            behind = await self.session.ws_connect(
                self.backend + request.path_qs, headers=headers, protocols=protocols, autoclose=True
            )
        front = web.WebSocketResponse(protocols=[behind.protocol] if behind.protocol else [])
        try:
            await front.prepare(request)
            await self._join(front, behind)
        finally:
            await behind.close()
        return front

    async def _join(self, front: web.WebSocketResponse, behind: aiohttp.ClientWebSocketResponse) -> None:
        outward = asyncio.create_task(_copy(behind, front))
        inward = asyncio.create_task(_copy(front, behind))
        done, pending = await asyncio.wait([outward, inward], return_when=asyncio.FIRST_COMPLETED)
        for task in pending:
            task.cancel()
        reasons = await asyncio.gather(*done, *pending, return_exceptions=True)
        if outward in done and not front.closed:
            reason = reasons[0] if isinstance(reasons[0], bytes) else b"the backend is gone"
            await front.close(code=behind.close_code or 1011, message=reason)


_Side = web.WebSocketResponse | aiohttp.ClientWebSocketResponse


async def _copy(source: _Side, sink: _Side) -> bytes:
    """Until the source closes; the reason it gave."""
    while True:
        message = await source.receive()
        if message.type is aiohttp.WSMsgType.TEXT:
            await sink.send_str(message.data)
        elif message.type is aiohttp.WSMsgType.BINARY:
            await sink.send_bytes(message.data)
        else:
            return str(message.extra or "").encode()


def _forwarded(request: web.Request) -> CIMultiDict[str]:
    headers = CIMultiDict((k, v) for k, v in request.headers.items() if k.lower() not in _HOP_BY_HOP)
    headers["X-Forwarded-For"] = request.remote or ""
    return headers


def main() -> None:
    """Build it from the environment and serve."""
    gateway = Gateway(required("BACKEND_URL"), optional("FORWARD_UPGRADE", "yes") == "yes")
    app = web.Application(client_max_size=8 * 1024**2)
    app.cleanup_ctx.append(gateway.clients)
    app.router.add_route("*", "/{path:.*}", gateway.forward)
    serve.run("gateway", app, work=_look_at_certificate, secure=_secure())


def _secure() -> tuple[int, ssl.SSLContext] | None:
    """The TLS port and what to show there, where it is configured."""
    port = optional("TLS_PORT", "")
    if not port:
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(required("TLS_CERTIFICATE"))
    return int(port), context


async def _look_at_certificate() -> None:
    """Warn of a certificate that has expired, as proxies do when they load one."""
    if not optional("TLS_PORT", ""):
        return
    shown = x509.load_pem_x509_certificate(await asyncio.to_thread(Path(required("TLS_CERTIFICATE")).read_bytes))
    if shown.not_valid_after_utc < datetime.now(UTC):
        log.warning("TLS: the certificate has expired, it was valid until %s", shown.not_valid_after_utc)


if __name__ == "__main__":
    main()
