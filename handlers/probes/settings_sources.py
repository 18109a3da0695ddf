"""Where a service's settings are read: Cloud Run, a supervised process, a process's /proc, or an env file."""

from __future__ import annotations

import asyncio
import base64
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import quote

from pydantic import Field

from handlers.core.cloud import CloudRefusal, GoogleCloud
from handlers.core.model import HttpUrl, Model
from handlers.probes.base import SupervisorAddress, Tools
from handlers.probes.cloud_run import KNATIVE
from handlers.probes.cloud_run_state import CloudRunService
from handlers.probes.process import ask_supervisor
from handlers.probes.settings_view import SettingView
from handlers.probes.translate import translate

FILE_LIMIT = 256 * 1024  # bytes of an env file or environment: the kernel allows a process about as much


class CloudRunSource(Model):
    """The variables and secret references of a Cloud Run service, in the environment's project and region."""

    kind: Literal["cloud_run"] = "cloud_run"
    service: str


class ProcessSource(Model):
    """The environment of a process under the supervisor at `url` (default: the environment's platform)."""

    kind: Literal["process"] = "process"
    process: str
    url: HttpUrl | None = None
    token: str = ""


class ProcSource(Model):
    """The environment of a process of this machine, by its number or by the file its number is in."""

    kind: Literal["proc"] = "proc"
    pid: int | None = None
    pid_file: str | None = None


class EnvFileSource(Model):
    """A file of NAME=VALUE lines, as docker and systemd read them."""

    kind: Literal["env_file"] = "env_file"
    path: str


Source = Annotated[CloudRunSource | ProcessSource | ProcSource | EnvFileSource, Field(discriminator="kind")]


async def view_setting(variable: str, source: Source, key: str, tools: Tools) -> SettingView:
    """`variable` as `source` has it, fingerprinted under `key`. Never raises: what cannot be read is `unknown`."""
    try:
        if isinstance(source, CloudRunSource):
            return await _of_cloud_run(variable, source, key, tools)
        if isinstance(source, ProcessSource):
            return await _of_process(variable, source, key, tools)
        reader = _read_proc if isinstance(source, ProcSource) else _read_env_file
        return SettingView.of((await asyncio.to_thread(reader, source)).get(variable), key)  # type: ignore[arg-type]
    except PermissionError:
        return SettingView(unknown="the bot may not read it")
    except (FileNotFoundError, ProcessLookupError):
        return SettingView(unknown="there is no such process or file")
    except Exception as error:
        return SettingView(unknown=translate(error).detail)


async def _of_process(variable: str, source: ProcessSource, key: str, tools: Tools) -> SettingView:
    at = SupervisorAddress(source.url, source.token) if source.url else tools.supervisor
    if at is None:
        return SettingView(unknown="no supervisor is named")
    path = f"/processes/{quote(source.process, safe='')}/environment?names={quote(variable, safe='')}"
    status, answer = await ask_supervisor(at, path, tools, {"X-Fingerprint-Key": key})
    if status != 200 or not isinstance(answer, dict):
        return SettingView(unknown=f"the supervisor answered {status}")
    return SettingView.told(answer.get(variable))


async def _of_cloud_run(variable: str, source: CloudRunSource, key: str, tools: Tools) -> SettingView:
    google = tools.google
    if google is None:
        return SettingView(unknown="the environment names no Google Cloud project")
    path = f"{KNATIVE}/{google.project}/services/{quote(source.service, safe='')}"
    service = CloudRunService.parse(await google.get("run", path))
    if variable in service.secrets:
        return await _of_secret(service.secrets[variable], key, google)
    value = service.variables.get(variable)
    if value is None and variable == "PORT" and service.limits.get("port"):
        value = str(service.limits["port"])  # Cloud Run itself gives it to the container
    return SettingView.of(value, key)


async def _of_secret(reference: str, key: str, google: GoogleCloud) -> SettingView:
    """From Secret Manager, where the bot may read it; otherwise the reference alone, which can still be compared."""
    name, _, version = reference.partition(":")
    path = f"/v1/projects/{google.project}/secrets/{quote(name, safe='')}/versions/{quote(version, safe='')}:access"
    try:
        answer = await google.get("secretmanager", path)
    except CloudRefusal as error:
        if error.absent:
            return SettingView(reference=reference, unknown=f"secret {reference} does not exist")
        return SettingView(present=True, reference=reference, unknown=f"secret {reference} may not be read")
    value = base64.b64decode(str((answer.get("payload") or {}).get("data", ""))).decode("utf-8", "replace")
    return SettingView.of(value, key, reference)


def _read_proc(source: ProcSource) -> dict[str, str]:
    """Blocking. Linux keeps the environment a process was started with in /proc/PID/environ."""
    pid = source.pid if source.pid is not None else int(_beginning(Path(source.pid_file or "")).strip())
    pairs = _beginning(Path(f"/proc/{pid}/environ")).split("\0")
    return dict(pair.split("=", 1) for pair in pairs if "=" in pair)


def _read_env_file(source: EnvFileSource) -> dict[str, str]:
    """Blocking."""
    return parse_env_file(_beginning(Path(source.path)))


def _beginning(path: Path) -> str:
    with path.open("rb") as file:
        return file.read(FILE_LIMIT).decode("utf-8", "replace")


def parse_env_file(text: str) -> dict[str, str]:
    """The variables of an env file. Quotes around a value go; blanks outside them stay, since docker keeps them too."""
    found = {}
    for line in text.splitlines():
        name, equals, value = line.removeprefix("export ").partition("=")
        if not equals or name.lstrip().startswith("#"):
            continue
        bare = value.strip()
        quoted = len(bare) >= 2 and bare[0] == bare[-1] and bare[0] in "\"'"
        found[name.strip()] = bare[1:-1] if quoted else value
    return found
