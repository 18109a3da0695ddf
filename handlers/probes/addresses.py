"""The host a probe is about to contact, so that its name is known to resolve before its client looks it up."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from urllib.parse import urlsplit

from handlers.probes.base import ProbeConfig

_FIELDS: Mapping[str, str] = {
    "tcp": "host",
    "tls": "host",
    "websocket": "url",
    "redis": "url",
    "queue_depth": "url",
    "postgres": "dsn",
}
"""Kinds whose clients look names up in the event loop's own threads, and the field that names the host."""


def host_of(config: ProbeConfig) -> str:
    """The name to look up beforehand; empty for an address, a socket file, or a client that needs no help.

    Where a list of hosts is given there is none either: one of them may be gone without harm.
    """
    field = _FIELDS.get(config.kind)
    value = getattr(config, field, "") if field else ""
    try:
        host = (value if field == "host" else urlsplit(value).hostname) or ""
    except ValueError:
        return ""  # the client says what is wrong with it
    return "" if "," in host or "/" in host or _is_address(host) else host


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True
