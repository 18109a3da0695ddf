"""The product's own three processes, and the settings each is given."""

from __future__ import annotations

import os

from bot.demo.certificates import Certificates
from bot.demo.launching import Command
from bot.demo.plan import Plan
from bot.demo.spec import Spec

_PACKAGE = "bot.demo.services"
_BACKEND_MEMORY = 256 * 1024**2  # bytes
_BASE = {
    "PATH": os.environ.get("PATH", os.defpath),
    "RES_OPTIONS": "timeout:1 attempts:1",  # a resolver that is silent is known within the health check's patience
}


def product_specs(plan: Plan, certificates: Certificates) -> list[Spec]:
    """Auth, backend and gateway. The two names of one JWT secret are the runbook's own trap."""
    databases = {"DATABASE_URL": plan.postgres_dsn, "REDIS_URL": plan.redis_url}
    auth = {
        **databases,
        "JWT_SECRET_KEY": plan.secrets.jwt,
        "E2E_BYPASS_KEY": plan.secrets.e2e_bypass,
        "E2E_TEST_AUTH": "enabled",
    }
    backend = {
        **databases,
        "JWT_SECRET": plan.secrets.jwt,
        "AUTH_URL": plan.auth_url,
        "HEALTH_PATH": "/health",
        "CORS_ORIGIN": "https://app.staging.example.com",
    }
    gateway = {
        "BACKEND_URL": plan.backend_url,
        "FORWARD_UPGRADE": "yes",
        "TLS_PORT": str(plan.ports.gateway_tls),
        "TLS_CERTIFICATE": str(certificates.valid),
    }
    return [
        _spec("auth", plan.ports.auth, auth),
        _spec("backend", plan.ports.backend, backend, _BACKEND_MEMORY),
        _spec("gateway", plan.ports.gateway, gateway),
    ]


def _spec(name: str, port: int, settings: dict[str, str], memory_limit: int | None = None) -> Spec:
    environment = {**_BASE, "PORT": str(port), **settings}
    command = Command(module=f"{_PACKAGE}.{name}")
    return Spec(name, command, port, environment=environment, memory_limit=memory_limit)
