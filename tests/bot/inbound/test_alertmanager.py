"""The real Alertmanager, sending to the real hook."""

import asyncio
import json
import shutil

import httpx
import pytest

from bot.demo.ports import PortBlock
from tests.bot.inbound.test_hooks import TOKEN, sender

__all__ = ["sender"]
PROGRAM = shutil.which("prometheus-alertmanager")

pytestmark = pytest.mark.skipif(PROGRAM is None, reason="Debian's package prometheus-alertmanager is not installed")


def config(address):
    hook = {"url": address, "send_resolved": True, "http_config": {"authorization": {"credentials": TOKEN}}}
    times = {"group_wait": "10ms", "group_interval": "50ms", "repeat_interval": "1h"}
    return {
        "route": {"receiver": "opsmedic", "group_by": ["alertname"], **times},
        "receivers": [{"name": "opsmedic", "webhook_configs": [hook]}],
    }


@pytest.fixture
async def alertmanager(sender, tmp_path):
    """Its address; it sends to the hook of `sender`."""
    (tmp_path / "config.json").write_text(json.dumps(config(f"{sender.http.base_url}inbound/alertmanager")))
    ports = PortBlock()
    address = f"127.0.0.1:{ports.take()}"
    process = await asyncio.create_subprocess_exec(
        str(PROGRAM),
        f"--config.file={tmp_path / 'config.json'}",
        f"--storage.path={tmp_path / 'data'}",
        f"--web.listen-address={address}",
        "--cluster.listen-address=",
        "--log.level=error",
        cwd=tmp_path,
    )
    try:
        async with httpx.AsyncClient(trust_env=False, base_url=f"http://{address}") as http:
            yield http
    finally:
        process.terminate()
        await process.wait()
        ports.close()


async def until(condition):
    async with asyncio.timeout(30):
        while not await condition():  # noqa: ASYNC110 - another program has no event for us
            await asyncio.sleep(0.02)


async def posted(http, **alert):
    async def is_taken():
        try:
            return (await http.post("/api/v2/alerts", json=[alert])).status_code == 200
        except httpx.TransportError:
            return False

    await until(is_taken)


async def test_what_it_fires_opens_an_incident_and_what_it_resolves_clears_it(alertmanager, sender):
    labels = {"alertname": "PostgresSlow", "service": "postgres"}
    annotations = {"summary": "Postgres is slow"}
    await posted(alertmanager, labels=labels, annotations=annotations)

    async def is_open():
        return [(one.cause, len(one.alerts)) for one in await sender.incidents()] == [("postgres", 1)]

    await until(is_open)
    await posted(alertmanager, labels=labels, annotations=annotations, endsAt="2026-01-01T00:00:00Z")

    async def is_cleared():
        (incident,) = await sender.incidents()
        return incident.alerts == () and incident.cleared_at is not None

    await until(is_cleared)
    (incident,) = await sender.incidents()
    assert incident.title == "Postgres is slow"
