"""The product's own three processes, and the settings each is given."""

from __future__ import annotations

import os

from bot.demo.launching import Command
from bot.demo.plan import Plan
from bot.demo.process import Spec

_PACKAGE = "bot.demo.services"


def product_specs(plan: Plan) -> list[Spec]:
    """Auth, backend and gateway. The two names of one JWT secret are the runbook's own trap."""
    databases = {"DATABASE_URL": plan.postgres_dsn, "REDIS_URL": plan.redis_url}
    auth = {
        **databases,
        "JWT_SECRET_KEY": plan.secrets.jwt,
        "E2E_BYPASS_KEY": plan.secrets.e2e_bypass,
        "E2E_TEST_AUTH": "enabled",
    }
    backend = {**databases, "JWT_SECRET": plan.secrets.jwt, "AUTH_URL": plan.auth_url}
    return [
        _spec("auth", plan.ports.auth, auth),
        _spec("backend", plan.ports.backend, backend),
        _spec("gateway", plan.ports.gateway, {"BACKEND_URL": plan.backend_url}),
    ]


def _spec(name: str, port: int, settings: dict[str, str]) -> Spec:
    environment = {"PATH": os.environ.get("PATH", os.defpath), "PORT": str(port), **settings}
    return Spec(name, Command(module=f"{_PACKAGE}.{name}"), port, environment=environment)
