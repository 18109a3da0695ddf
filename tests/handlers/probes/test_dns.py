from __future__ import annotations

from typing import Any

import pytest

from handlers.core.ports import Health
from handlers.probes.reasons import Reason
from tests.handlers.probes.conftest import Probe


@pytest.mark.parametrize(
    ("host", "expect", "reason"),
    [
        ("localhost", {}, ""),
        ("127.0.0.1", {"addresses": ["127.0.0.1"], "private": True, "within": "5s"}, ""),
        ("127.0.0.1", {"addresses": ["10.1.2.3"]}, Reason.DNS),
        ("127.0.0.1", {"private": False}, Reason.DNS),
        ("does-not-exist.invalid", {}, Reason.DNS),
    ],
)
async def test_a_name_is_resolved_and_judged(probe: Probe, host: str, expect: dict[str, Any], reason: str) -> None:
    seen = await probe(kind="dns", host=host, expect=expect)
    assert seen.reason == reason
    assert (seen.health is Health.OK) == (reason == "")
