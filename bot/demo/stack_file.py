"""The demo's stack.yaml: the file beside this one with the ports of a running stack filled in."""

from __future__ import annotations

import string
from dataclasses import asdict
from pathlib import Path

from bot.demo.plan import Plan

_FILE = Path(__file__).with_name("stack-demo.yaml")


class _Ports(string.Template):
    delimiter = "@"


def text(plan: Plan, authority: Path) -> str:
    """The whole file, without a secret in it. `authority`: who signed the gateway's certificate."""
    return _Ports(_FILE.read_text(encoding="utf-8")).safe_substitute(asdict(plan.ports), authority=authority)


def variables(plan: Plan) -> dict[str, str]:
    """The secrets its `${...}` name."""
    return {
        "DEMO_SUPERVISOR_TOKEN": plan.secrets.supervisor,
        "DEMO_POSTGRES_PASSWORD": plan.secrets.postgres,
        "DEMO_REDIS_PASSWORD": plan.secrets.redis,
        "DEMO_E2E_BYPASS_KEY": plan.secrets.e2e_bypass,
    }
