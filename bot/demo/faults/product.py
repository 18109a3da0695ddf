"""Faults of the auth service and the backend."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import TYPE_CHECKING

from bot.demo.faults.base import Fault, configured, stopped

if TYPE_CHECKING:
    from bot.demo.stack import DemoStack


def _other_secret(_: DemoStack) -> Mapping[str, str]:
    return {"JWT_SECRET": secrets.token_hex(16)}


FAULTS: tuple[Fault, ...] = (
    stopped("auth-down", "auth", "The auth service is stopped; nothing listens on its port."),
    configured(
        "e2e-bypass-missing", "auth", "The end-to-end login is not mounted: 404.", {"E2E_TEST_AUTH": "disabled"}
    ),
    configured("jwt-mismatch", "backend", "The backend verifies tokens with another secret.", _other_secret),
    configured(
        "backend-crash-at-start",
        "backend",
        "The backend dies while starting: a plugin it is told to load does not exist.",
        {"BACKEND_PLUGINS": "billing_rules"},
    ),
)
