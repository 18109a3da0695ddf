"""The files the bot is deployed with: linted, held to what is documented, and without secrets."""

from __future__ import annotations

import asyncio
import fnmatch
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from aiohttp import web

from bot.health import health_routes
from bot.settings import VARIABLES
from handlers.core.redaction import Redactor

ROOT = Path(__file__).parents[1]
DOCKERFILE = (ROOT / "Dockerfile").read_text()
APP = yaml.safe_load((ROOT / "app.yaml").read_text())
HADOLINT = shutil.which("hadolint", path=str(Path(sys.executable).parent)) or shutil.which("hadolint")
GCLOUD = Path(shutil.which("gcloud") or "/nowhere/bin/gcloud").resolve().parents[1] / "lib"


def instructions() -> list[tuple[str, str]]:
    """The Dockerfile's instructions with their arguments, continuation lines joined, comments dropped."""
    text = re.sub(r"(?m)^\s*#.*\n", "", DOCKERFILE).replace("\\\n", " ")
    lines = [line.split(None, 1) for line in text.splitlines() if line.strip()]
    return [(name.upper(), " ".join(rest[0].split()) if rest else "") for name, *rest in lines]


def arguments(name: str) -> list[str]:
    return [argument for instruction, argument in instructions() if instruction == name]


def test_hadolint_has_nothing_to_say() -> None:
    if not HADOLINT:
        pytest.skip("hadolint is not installed")
    try:
        done = subprocess.run([HADOLINT, str(ROOT / "Dockerfile")], capture_output=True, text=True, timeout=60)
    except OSError as error:
        pytest.skip(f"hadolint does not run on this machine: {error}")
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_base_image_is_one_pinned_tag() -> None:
    assert [image.split()[0] for image in arguments("FROM")] == ["python:3.13-slim"] * 2


def test_the_image_does_not_run_as_root() -> None:
    assert arguments("USER")[-1] == "10001"


def test_only_hashed_packages_are_installed() -> None:
    installs = [command for command in arguments("RUN") if "pip install" in command]
    assert len(installs) == 1
    assert "--require-hashes" in installs[0]
    assert "--no-deps" in installs[0]  # else a new release of what is asked for with an extra stops the build
    assert "pip check" in installs[0]
    lock = (ROOT / "requirements.lock").read_text()
    assert "://" not in re.sub(r"(?m)^\s*#.*$", "", lock)
    pinned = re.findall(r"(?m)^[a-z0-9][\w.-]*(?:\[[\w,]+\])?==\S+(?: ;[^\\\n]*)? \\\n    --hash=sha256:", lock)
    assert len(pinned) == len(re.findall(r"(?m)^[a-z0-9]", lock))


def ignored(path: str) -> bool:
    """Whether .dockerignore keeps `path` out of the build; the last pattern that matches decides."""
    out = False
    for line in (ROOT / ".dockerignore").read_text().splitlines():
        pattern = line.strip()
        if not pattern or pattern.startswith("#"):
            continue
        bare = pattern.removeprefix("!").removeprefix("**/")
        parts = [path, *map(str, Path(path).parents), *(Path(path).parts if "**" in pattern else ())]
        if any(fnmatch.fnmatch(part, bare) for part in parts):
            out = not pattern.startswith("!")
    return out


@pytest.mark.parametrize("path", [".git/config", ".env", ".venv/bin/medic", "tests/x.py", "opsmedic.env", "bot/x.pyc"])
def test_what_the_image_is_not_made_of_stays_out_of_the_build(path: str) -> None:
    assert ignored(path)


def test_everything_that_is_copied_is_there_and_not_ignored() -> None:
    copied = [argument.split()[:-1] for argument in arguments("COPY") if "--from" not in argument]
    sources = [source for group in copied for source in group]
    assert {"requirements.lock", "bot", "handlers"} <= set(sources)
    for source in sources:
        name = source.replace("[l]", "l")
        assert not ignored(name)
        assert (ROOT / name).exists() or source == "stack.yam[l]", "a pattern alone may match nothing"


def test_the_package_runs_from_its_folders_without_being_installed(tmp_path: Path) -> None:
    script = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r}); sys.argv[1:] = ['--help']; from bot.cli import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", script], capture_output=True, text=True, timeout=60, cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr
    assert "diagnose" in done.stdout


@pytest.mark.parametrize(("routes", "status"), [(True, 0), (False, 1)])
async def test_the_images_health_check_asks_the_bot(routes: bool, status: int) -> None:
    async def ready() -> Mapping[str, bool]:
        return {}

    application = web.Application()
    application.add_routes(health_routes(ready) if routes else [])
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    port = str(runner.addresses[0][1])
    _, _, command = arguments("HEALTHCHECK")[0].partition("CMD ")
    _, *code = json.loads(command)
    process = await asyncio.create_subprocess_exec(sys.executable, *code, env={"PORT": port})
    assert await asyncio.wait_for(process.wait(), 30) == status
    await runner.cleanup()


# https://cloud.google.com/appengine/docs/flexible/reference/app-yaml: the settings of the flexible environment, their
# types, and the ranges given for them.
Rule = type | tuple[int, int] | dict[str, Any]
CHECK: dict[str, Rule] = {
    "path": str,
    "host": str,
    "timeout_sec": (1, 300),
    "check_interval_sec": (1, 300),
    "failure_threshold": (1, 10),
    "success_threshold": (1, 10),
}
DOCUMENTED: dict[str, Rule] = {
    "runtime": str,
    "env": str,
    "service": str,
    "service_account": str,
    "runtime_config": {"operating_system": str, "runtime_version": str},
    "entrypoint": str,
    "zones": list,
    "network": {"name": str, "subnetwork_name": str, "instance_tag": str, "instance_ip_mode": str}
    | {"forwarded_ports": list, "session_affinity": bool},
    "resources": {"cpu": (1, 80), "memory_gb": float, "disk_size_gb": (10, 10240), "volumes": list},
    "liveness_check": {**CHECK, "initial_delay_sec": (0, 3600)},
    "readiness_check": {**CHECK, "app_start_timeout_sec": (1, 1800)},
    "automatic_scaling": dict,
    "manual_scaling": {"instances": (1, 1000)},
    "env_variables": dict,
    "build_env_variables": dict,
    "beta_settings": {"cloud_sql_instances": str},
    "skip_files": list,
}


def undocumented(value: Any, rule: Rule, where: str = "app.yaml") -> list[str]:
    if isinstance(rule, dict):
        if not isinstance(value, dict):
            return [where]
        unknown = [f"{where}.{key}" for key in value if key not in rule]
        known = [undocumented(value[key], rule[key], f"{where}.{key}") for key in value if key in rule]
        return unknown + [problem for problems in known for problem in problems]
    if isinstance(rule, tuple):
        fits = type(value) is int and rule[0] <= value <= rule[1]
    else:
        fits = isinstance(value, (int, float) if rule is float else rule)
    return [] if fits else [where]


def test_app_yaml_holds_documented_keys_of_the_documented_types() -> None:
    assert undocumented(APP, DOCUMENTED) == []


def test_the_check_of_the_keys_notices_a_wrong_one() -> None:
    wrong = {
        "runtime": "custom",
        "liveness_check": {"path": "/x", "interval": 5, "timeout_sec": 0},
        "manual_scaling": 1,
    }
    assert undocumented(wrong, DOCUMENTED) == [
        "app.yaml.liveness_check.interval",
        "app.yaml.liveness_check.timeout_sec",
        "app.yaml.manual_scaling",
    ]


def test_app_yaml_is_one_instance_of_the_image_that_is_always_on() -> None:
    assert (APP["runtime"], APP["env"]) == ("custom", "flex")
    assert APP["manual_scaling"] == {"instances": 1}
    assert APP["liveness_check"]["path"] == "/health/live"
    assert APP["readiness_check"]["path"] == "/health/ready"
    cpu, memory = APP["resources"]["cpu"], APP["resources"]["memory_gb"]
    assert cpu * 1.0 - 0.4 <= memory <= cpu * 6.5 - 0.4


def test_app_yaml_sets_only_variables_the_bot_knows_and_no_secret() -> None:
    for name, value in APP["env_variables"].items():
        assert name.removesuffix("_RESOURCE") in VARIABLES
        assert isinstance(value, str)
        assert name.endswith("_RESOURCE") or not name.startswith("SLACK_")
        assert not name.endswith("_RESOURCE") or re.fullmatch(r"secrets/[a-z-]+", value)


@pytest.mark.parametrize("name", ["Dockerfile", "app.yaml", ".dockerignore"])
def test_no_file_holds_what_looks_like_a_secret(name: str) -> None:
    text = (ROOT / name).read_text()
    assert Redactor()(text) == text
    assert not re.search(r"(?i)(password|token|secret)\s*[=:]\s*['\"]?[\w+/-]{12,}", text)


def test_gclouds_own_parser_reads_app_yaml() -> None:
    if not GCLOUD.is_dir():
        pytest.skip("gcloud is not installed")
    code = (
        f"import sys; sys.path[:0] = [{str(GCLOUD)!r}, {str(GCLOUD / 'third_party')!r}]\n"
        "from googlecloudsdk.appengine.api import appinfo\n"
        f"print(appinfo.LoadSingleAppInfo(open({str(ROOT / 'app.yaml')!r})).manual_scaling.instances)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    if "ModuleNotFoundError" in done.stderr:
        pytest.skip("this gcloud keeps its parser elsewhere")
    assert done.stdout.strip() == "1", done.stderr
