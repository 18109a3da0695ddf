"""Every fault is named exactly, and pairs of faults as two causes, on the real demo stack."""

from __future__ import annotations

import pytest

from benchmarks.fault_matrix import SINGLES, bench, diagnosed, load
from bot.demo.stack import DemoStack

pytestmark = pytest.mark.asyncio(loop_scope="session")

PAIRS = (
    ("postgres-down", "e2e-bypass-missing"),
    ("postgres-down", "database-read-only"),
    ("postgres-auth", "too-many-connections"),
    ("database-missing", "migration-pending"),
    ("slow-database", "backend-not-answering"),
    ("database-read-only", "pool-exhausted"),
    ("redis-down", "backend-crash-at-start"),
    ("redis-out-of-memory", "redis-cannot-persist"),
    ("redis-auth", "queue-backlog"),
    ("auth-down", "clock-skew"),
    ("login-refused", "e2e-bypass-missing"),
    ("setting-damaged", "memory-limit"),
    ("crash-loop", "backend-down"),
    ("memory-limit", "crash-loop"),
    ("wrong-port", "crash-loop"),
    ("missing-setting", "dns-failure"),
    ("backend-not-answering", "wrong-port"),
    ("backend-down", "health-missing"),
    ("cors-blocked", "upstream-down"),
    ("certificate-expired", "gateway-down"),
)
ON_CLOUD_RUN = (
    ("postgres-down",),
    ("auth-down",),
    ("backend-crash-at-start",),
    ("crash-loop",),
    ("memory-limit",),
    ("wrong-port",),
    ("certificate-expired", "gateway-down"),
    ("missing-setting", "wrong-port"),
    ("crash-loop", "backend-down"),
)


@pytest.mark.parametrize("fault", SINGLES)
async def test_a_fault_is_named_exactly(demo: DemoStack, fault: str) -> None:
    async with bench(demo) as context:
        verdict = await diagnosed(demo, context, (fault,))
    assert verdict.named == (fault,)


@pytest.mark.parametrize("pair", PAIRS, ids="+".join)
async def test_two_faults_are_two_causes(demo: DemoStack, pair: tuple[str, str]) -> None:
    async with bench(demo) as context:
        verdict = await diagnosed(demo, context, pair)
    assert verdict.exact, verdict


@pytest.mark.parametrize("faults", ON_CLOUD_RUN, ids="+".join)
async def test_cloud_run_tells_the_same(demo: DemoStack, faults: tuple[str, ...]) -> None:
    async with bench(demo, "cloud_run") as context:
        verdict = await diagnosed(demo, context, faults)
    assert verdict.exact, verdict


async def test_a_healthy_stack_under_load_raises_no_alarm(demo: DemoStack) -> None:
    async with bench(demo) as context, load(demo, 4):
        for _ in range(10):
            verdict = await diagnosed(demo, context, ())
            assert verdict.named == ()
