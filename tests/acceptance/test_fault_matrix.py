"""Every fault is named exactly, and pairs of faults as two causes, on the real demo stack."""

from __future__ import annotations

import pytest

from benchmarks.fault_matrix import SINGLES, bench, diagnosed, load
from bot.demo.stack import DemoStack

pytestmark = pytest.mark.asyncio(loop_scope="session")

PAIRS = (
    ("postgres-down", "e2e-bypass-missing"),
    ("database-read-only", "upstream-down"),
    ("slow-database", "jwt-mismatch"),
    ("redis-down", "backend-crash-at-start"),
    ("redis-out-of-memory", "certificate-expired"),
    ("redis-auth", "dns-failure"),
    ("too-many-connections", "backend-down"),
    ("auth-down", "upgrade-header-stripped"),
    ("clock-skew", "health-missing"),
    ("setting-damaged", "memory-limit"),
    ("migration-pending", "login-refused"),
    ("cors-blocked", "queue-backlog"),
    ("wrong-port", "crash-loop"),
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


async def test_a_healthy_stack_under_load_raises_no_alarm(demo: DemoStack) -> None:
    async with bench(demo) as context, load(demo, 4):
        for _ in range(10):
            verdict = await diagnosed(demo, context, ())
            assert verdict.named == ()
