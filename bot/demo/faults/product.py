"""Faults of the auth service, the backend and the gateway."""

from __future__ import annotations

import secrets
import signal
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from bot.demo.faults.base import Breakable, Fault, configured, given_up, stopped
from bot.demo.plan import HOST
from bot.demo.process import Process

_CACHE = "400"  # MiB, well past the backend's limit


def _other_secret(_: Breakable) -> Mapping[str, str]:
    return {"JWT_SECRET": secrets.token_hex(16)}


def _damaged_secret(stack: Breakable) -> Mapping[str, str]:
    return {"JWT_SECRET": f"{stack.plan.secrets.jwt}\n"}


def _other_bypass_key(_: Breakable) -> Mapping[str, str]:
    return {"E2E_BYPASS_KEY": secrets.token_hex(16)}


def _wrong_port(stack: Breakable) -> Mapping[str, str]:
    return {"PORT": str(stack.plan.ports.unused)}


def _wrong_upstream(stack: Breakable) -> Mapping[str, str]:
    return {"BACKEND_URL": f"http://{HOST}:{stack.plan.ports.unused}"}


def _unresolvable(stack: Breakable) -> Mapping[str, str]:
    return {"AUTH_URL": f"http://auth.staging.invalid:{stack.plan.ports.auth}"}


def _expired(stack: Breakable) -> Mapping[str, str]:
    return {"TLS_CERTIFICATE": str(stack.certificates.expired)}


def _malformed_rates(stack: Breakable) -> Mapping[str, str]:
    rates = stack.plan.directory / "rates.json"
    rates.write_text('{"base": "USD", "rates": {"EUR": null}}', encoding="utf-8")
    return {"RATES_FILE": str(rates)}


async def _leaking(process: Process) -> None:
    await process.until_logged("report worker: ")


async def _warned(process: Process) -> None:
    await process.until_logged("TLS: ")


@asynccontextmanager
async def _hung(stack: Breakable) -> AsyncIterator[None]:
    """The process is frozen: the kernel still accepts connections for it, and nobody answers."""
    process = stack.supervisor["backend"]
    process.signal(signal.SIGSTOP)
    yield
    process.signal(signal.SIGCONT)
    await process.start()


_AUTH = (
    configured(
        "e2e-bypass-missing", "auth", "The end-to-end login is not mounted: 404.", {"E2E_TEST_AUTH": "disabled"}
    ),
    configured("login-refused", "auth", "The auth service expects another bypass key: 403.", _other_bypass_key),
    configured("clock-skew", "auth", "The auth service's clock is an hour ahead.", {"CLOCK_OFFSET": "3600"}),
    stopped("auth-down", "auth", "The auth service is stopped; nothing listens on its port."),
)
# In the order of a process' life, the last to show first: so that of two faults the one that comes about earlier in
# a start does not keep the other from ever having shown.
_BACKEND = (
    configured("jwt-mismatch", "backend", "The backend verifies tokens with another secret.", _other_secret),
    configured("setting-damaged", "backend", "The backend's JWT secret ends with a line feed.", _damaged_secret),
    configured("health-missing", "backend", "/health is not mounted: 404.", {"HEALTH_PATH": "/healthz"}),
    configured("cors-blocked", "backend", "No origin may read the backend's answers.", {"CORS_ORIGIN": None}),
    configured("dns-failure", "backend", "The backend's address of the auth service does not resolve.", _unresolvable),
    configured(
        "pool-exhausted", "backend", "A leak holds the backend's pool of connections.", {"POOL_LEAK": "yes"}, _leaking
    ),
    configured(
        "memory-limit",
        "backend",
        "The backend outgrows its memory limit and is killed: exit 137.",
        {"CACHE_MIB": _CACHE},
        given_up,
    ),
    configured(
        "crash-loop",
        "backend",
        "The backend starts, then dies of a bad file, again and again.",
        _malformed_rates,
        given_up,
    ),
    configured(
        "backend-crash-at-start",
        "backend",
        "The backend dies while starting: a plugin it is told to load does not exist.",
        {"BACKEND_PLUGINS": "billing_rules"},
    ),
    configured("missing-setting", "backend", "JWT_SECRET is not set: it cannot start.", {"JWT_SECRET": None}),
    configured("wrong-port", "backend", "The backend listens on another port than expected.", _wrong_port),
    Fault("backend-not-answering", "backend", "The backend accepts connections and never answers.", _hung),
    stopped("backend-down", "backend", "The backend is stopped; nothing listens on its port."),
)
_GATEWAY = (
    configured("upstream-down", "gateway", "The gateway forwards to a port nobody listens on.", _wrong_upstream),
    configured(
        "upgrade-header-stripped", "gateway", "The gateway drops the Upgrade header.", {"FORWARD_UPGRADE": "no"}
    ),
    configured(
        "certificate-expired", "gateway", "The gateway shows a certificate that has expired.", _expired, _warned
    ),
    stopped("gateway-down", "gateway", "The gateway is stopped; nothing listens on the front door."),
)
FAULTS: tuple[Fault, ...] = (*_AUTH, *_BACKEND, *_GATEWAY)
