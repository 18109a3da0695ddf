from __future__ import annotations

import asyncio
import dataclasses
import socket
from typing import Any

import pytest
from pydantic import TypeAdapter

from handlers.probes.addresses import host_of
from handlers.probes.base import ProbeConfig, Tools
from handlers.probes.reasons import Reason
from handlers.probes.registry import AnyProbe
from handlers.probes.resolver import Names
from handlers.probes.runner import run_probe


def config(**fields: Any) -> ProbeConfig:
    made: ProbeConfig = TypeAdapter(AnyProbe).validate_python(fields)
    return made


@pytest.mark.parametrize(
    ("fields", "host"),
    [
        ({"kind": "tcp", "host": "db.internal", "port": 1}, "db.internal"),
        ({"kind": "tcp", "host": "10.0.0.1", "port": 1}, ""),
        ({"kind": "tcp", "host": "::1", "port": 1}, ""),
        ({"kind": "tls", "host": "shop.example"}, "shop.example"),
        ({"kind": "websocket", "url": "wss://shop.example:8443/ws"}, "shop.example"),
        ({"kind": "redis", "url": "redis://:secret@cache:6379/0"}, "cache"),
        ({"kind": "redis", "url": "unix:///run/redis.sock"}, ""),
        ({"kind": "postgres", "dsn": "postgresql://user:secret@db:5432/shop"}, "db"),
        ({"kind": "postgres", "dsn": "postgresql://user@/shop?host=/run/postgresql"}, ""),
        ({"kind": "http", "url": "http://shop.example/"}, ""),
    ],
)
def test_the_name_a_client_would_look_up_is_found(fields: dict[str, Any], host: str) -> None:
    assert host_of(config(**fields)) == host


NAMED: list[dict[str, Any]] = [
    {"kind": "tcp", "host": "gone.example", "port": 1},
    {"kind": "tls", "host": "gone.example"},
    {"kind": "dns", "host": "gone.example"},
    {"kind": "websocket", "url": "ws://gone.example/ws"},
    {"kind": "redis", "url": "redis://gone.example"},
    {"kind": "postgres", "dsn": "postgresql://user@gone.example/shop"},
]


@pytest.mark.parametrize("fields", NAMED, ids=lambda fields: str(fields["kind"]))
async def test_a_name_that_does_not_resolve_is_told_of_without_asking_in_others_threads(
    tools: Tools, fields: dict[str, Any]
) -> None:
    def ask(host: str, *_: object) -> Any:
        raise socket.gaierror(socket.EAI_NONAME, "unknown here alone")

    seen = await run_probe(config(**fields), dataclasses.replace(tools, names=Names(ask)))
    assert seen.observation.reason == Reason.DNS
    assert "unknown here alone" in seen.observation.detail


async def test_a_name_nobody_answers_for_is_named_as_what_the_time_went_to(tools: Tools) -> None:
    answer = asyncio.Event()

    class Silent(Names):
        async def look_up(self, *_: Any) -> Any:
            await answer.wait()

    probe = config(kind="tcp", host="silent.example", port=1, timeout=0.05)
    seen = await run_probe(probe, dataclasses.replace(tools, names=Silent()))
    assert seen.observation.facts["phase"] == "dns"
