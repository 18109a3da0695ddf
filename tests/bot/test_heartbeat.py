import asyncio
from contextlib import asynccontextmanager

import httpx
import pytest
from aiohttp import web

from bot.heartbeat import heartbeat
from bot.metrics import Metrics
from bot.pulse import Pulse
from handlers.core.ports import SystemClock
from handlers.stack.outside import Heartbeat


class Monitor:
    """Waits for calls, as a dead man's switch does."""

    def __init__(self, status=200):
        self.status = status
        self.calls = 0
        self.called = asyncio.Event()

    async def ping(self, _):
        self.calls += 1
        self.called.set()
        return web.Response(status=self.status)


@asynccontextmanager
async def beating(monitor, pulse, metrics):
    site = web.Application()
    site.router.add_get("/ping/secret-uuid", monitor.ping)
    runner = web.AppRunner(site)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}/ping/secret-uuid"
    async with httpx.AsyncClient(trust_env=False) as http:
        running = asyncio.create_task(heartbeat(lambda: Heartbeat(url=url, every=0.01), pulse, http, metrics))
        yield running
        running.cancel()
    await runner.cleanup()


def count(metrics, result):
    return metrics.registry.get_sample_value("medic_heartbeats_total", {"result": result}) or 0


@pytest.fixture
def metrics():
    return Metrics()


@pytest.fixture
def pulse():
    pulse = Pulse(SystemClock())
    pulse.expect("clock", 60.0)
    return pulse


async def test_the_address_is_called_again_and_again_while_all_is_well(pulse, metrics):
    monitor = Monitor()
    async with beating(monitor, pulse, metrics):
        async with asyncio.timeout(10):
            while monitor.calls < 3:
                monitor.called.clear()
                await monitor.called.wait()
    assert count(metrics, "taken") >= 2


async def test_nothing_is_called_until_every_part_is_on_time_again(pulse, metrics, caplog):
    monitor = Monitor()
    pulse.expect("speaker", -1.0)
    async with beating(monitor, pulse, metrics):
        await asyncio.sleep(0)
        assert count(metrics, "withheld") == 1
        pulse.beat("speaker")
        pulse.expect("speaker", 60.0)
        await asyncio.wait_for(monitor.called.wait(), 10)
    assert "late are speaker" in caplog.text


async def test_a_refusal_is_logged_without_the_address_and_tried_again(pulse, metrics, caplog):
    monitor = Monitor(status=503)
    async with beating(monitor, pulse, metrics):
        async with asyncio.timeout(10):
            while monitor.calls < 3:
                monitor.called.clear()
                await monitor.called.wait()
    assert count(metrics, "failed") >= 2
    assert "HTTP 503" in caplog.text
    assert "secret-uuid" not in caplog.text
