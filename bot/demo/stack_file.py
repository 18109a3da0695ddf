"""The demo's stack.yaml: the file beside this one with the ports of a running stack filled in."""

from __future__ import annotations

import re
import string
from dataclasses import asdict
from pathlib import Path
from typing import Literal

from bot.demo.plan import Plan

Platform = Literal["process", "cloud_run"]
_ONLY = re.compile(r" +# only (process|cloud_run)$", re.MULTILINE)
_FILE = Path(__file__).with_name("stack-demo.yaml")


class _Ports(string.Template):
    delimiter = "@"


def text(plan: Plan, authority: Path, platform: Platform = "process") -> str:
    """The whole file, without a secret in it. `authority`: who signed the gateway's certificate.

    Lines that end with `# only PLATFORM` are for that one.
    """
    lines = _FILE.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [_ONLY.sub("", line) for line in lines if (match := _ONLY.search(line)) is None or match[1] == platform]
    return _Ports("".join(kept)).safe_substitute(asdict(plan.ports), authority=authority)


def variables(plan: Plan) -> dict[str, str]:
    """The secrets its `${...}` name."""
    return {
        "DEMO_CONTROL_WORD": plan.secrets.control,
        "DEMO_SUPERVISOR_TOKEN": plan.secrets.supervisor,
        "DEMO_POSTGRES_PASSWORD": plan.secrets.postgres,
        "DEMO_MONITOR_PASSWORD": plan.secrets.monitor,
        "DEMO_REDIS_PASSWORD": plan.secrets.redis,
        "DEMO_E2E_BYPASS_KEY": plan.secrets.e2e_bypass,
    }
