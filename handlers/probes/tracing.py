"""Hooks of the shared HTTP client that keep the running probe's stopwatch, and note connections used again."""

from __future__ import annotations

from contextvars import ContextVar

import aiohttp

from handlers.probes import phases


class Reuse:
    """Whether the request at hand was sent over a connection that had been idle."""

    seen = False


REUSE: ContextVar[Reuse | None] = ContextVar("reused_connection", default=None)


async def _reused(*_: object) -> None:
    if (reuse := REUSE.get()) is not None:
        reuse.seen = True


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


def tracing() -> aiohttp.TraceConfig:
    trace = aiohttp.TraceConfig()
    trace.on_connection_create_start.append(_connecting)
    trace.on_dns_resolvehost_start.append(_resolving)
    trace.on_dns_resolvehost_end.append(_resolved)
    trace.on_connection_create_end.append(_connected)
    trace.on_connection_reuseconn.append(_reused)
    trace.on_request_headers_sent.append(_sent)
    trace.on_request_end.append(_answered)
    return trace
