"""The real gcloud command against the local control plane."""

import asyncio
import json
import os
import shutil
from typing import Any

import httpx
import pytest

from bot.demo.stack import DemoStack
from tests.bot.demo.looking import HEALTHY, look

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.skipif(shutil.which("gcloud") is None, reason="gcloud is not installed"),
]

HERE = ("--region=us-central1", "--project=acme-staging")
BACKEND = ("run", "services", "update", "backend-service", *HERE)


async def _gcloud(stack: DemoStack, *arguments: str) -> tuple[int, Any, str]:
    """The exit status, the JSON on standard output if any, and standard error."""
    process = await asyncio.create_subprocess_exec(
        "gcloud", *arguments, "--format=json",
        env={**os.environ, **stack.gcloud_environment()},
        stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    out, err = await process.communicate()
    return process.returncode or 0, json.loads(out or b"null"), err.decode()


async def test_it_looks_deploys_reads_the_log_and_rolls_back(stack: DemoStack, http: httpx.AsyncClient) -> None:
    code, service, err = await _gcloud(stack, "run", "services", "describe", "backend-service", *HERE)
    assert code == 0, err
    first = service["status"]["latestReadyRevisionName"]
    code, _, err = await _gcloud(stack, *BACKEND, "--update-env-vars=LOG_LEVEL=DEBUG")
    assert code == 0, err
    code, _, err = await _gcloud(stack, *BACKEND, "--update-env-vars=BACKEND_PLUGINS=nope")
    assert code == 1
    assert "failed to start and listen on the port" in err
    wanted = 'resource.type="cloud_run_revision" AND severity>=ERROR'
    (listed, revisions, _), (read, entries, _) = await asyncio.gather(
        _gcloud(stack, "run", "revisions", "list", "--service=backend-service", *HERE),
        _gcloud(stack, "logging", "read", wanted, "--freshness=1h", "--project=acme-staging"),
    )
    assert (listed, read) == (0, 0)
    assert len(revisions) == 3
    assert any("No module named 'nope'" in entry["textPayload"] for entry in entries)
    rollback = ("run", "services", "update-traffic", "backend-service", f"--to-revisions={first}=100", *HERE)
    code, _, err = await _gcloud(stack, *rollback)
    assert code == 0, err
    assert await look(stack, http) == HEALTHY
    stack.control.run.service("backend-service").revisions[1].recorded = True
    stack.control.withdraw("backend")


@pytest.mark.parametrize(
    ("arguments", "field", "value"),
    [
        (("sql", "instances", "describe", "postgres-staging", "--project=acme-staging"), "state", "RUNNABLE"),
        (("compute", "networks", "vpc-access", "connectors", "describe", "staging-connector", *HERE), "state", "READY"),
    ],
)
async def test_it_describes(arguments: tuple[str, ...], field: str, value: str, stack: DemoStack) -> None:
    code, found, err = await _gcloud(stack, *arguments)
    assert code == 0, err
    assert found[field] == value
