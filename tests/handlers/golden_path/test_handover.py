"""Which service a stage exercises."""

from __future__ import annotations

from typing import Any

import pytest

from handlers.golden_path.handover import service_at, service_of
from handlers.golden_path.outcome import Mark, StageResult
from handlers.stack.service import Service

SERVICES = {
    name: Service.model_validate({"probes": probes})
    for name, probes in {
        "auth": [{"kind": "http", "url": "https://auth.example.com/health"}],
        "backend": [{"kind": "http", "url": "https://app.example.com/health"},
                    {"kind": "tcp", "host": "backend.internal", "port": 8000}],
        "websocket": [{"kind": "websocket", "url": "wss://app.example.com/ws"}],
    }.items()
}  # fmt: skip


@pytest.mark.parametrize(
    ("url", "service"),
    [
        ("https://auth.example.com/auth/e2e/test-auth", "auth"),
        ("https://auth.example.com:443/x", "auth"),
        ("wss://app.example.com/ws", "websocket"),
        ("wss://app.example.com/socket", "websocket"),
        ("https://app.example.com/health", "backend"),
        ("http://backend.internal:8000/x", "backend"),
        ("https://app.example.com:8443/ws", None),
        ("https://elsewhere.example.com/", None),
        ("https://app.example.com:99999/", None),
    ],
)
def test_an_address_is_matched_to_a_service(url: str, service: str | None) -> None:
    assert service_at(url, SERVICES) == service


def _stage(name: str, **more: Any) -> StageResult:
    return StageResult(name, "http", Mark.PASSED, **more)


STAGES = (
    _stage("login", url="https://auth.example.com/login"),
    _stage("token"),
    _stage("connect", url="wss://app.example.com/ws"),
    _stage("events"),
    _stage("pay", url="https://app.example.com/pay", service="auth"),
)


@pytest.mark.parametrize(
    ("stage", "service"),
    [("login", "auth"), ("token", "auth"), ("connect", "websocket"), ("events", "websocket"), ("pay", "auth")],
)
def test_a_stage_without_address_exercises_what_the_one_before_did(stage: str, service: str) -> None:
    assert service_of(STAGES, stage, SERVICES) == service
