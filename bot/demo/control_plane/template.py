"""A revision's template and the variables it means, in both directions. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from bot.demo.control_plane.errors import Refused
from bot.demo.control_plane.secrets import SecretManager
from bot.demo.process import Process

HIDDEN = frozenset({"PATH", "PORT", "RES_OPTIONS", "TLS_PORT", "TLS_CERTIFICATE"})
"""What the platform itself gives a process."""
_PORT = 8080
_MEMORY = re.compile(r"(\d+(?:\.\d+)?)(Ki|Mi|Gi|k|M|G)?")
_UNITS = {None: 1, "k": 10**3, "M": 10**6, "G": 10**9, "Ki": 2**10, "Mi": 2**20, "Gi": 2**30}


def build(service: str, variables: Mapping[str, str], secrets: SecretManager, memory: int) -> dict[str, Any]:
    """The template of a first revision; a value that is a secret's becomes a reference to it. `memory` in bytes."""
    return {
        "metadata": {
            "annotations": {
                "autoscaling.knative.dev/maxScale": "1",
                "run.googleapis.com/vpc-access-connector": "staging-connector",
            }
        },
        "spec": {
            "containerConcurrency": 80,
            "timeoutSeconds": 600,
            "serviceAccountName": "sa@acme-staging.iam.gserviceaccount.com",
            "containers": [
                {
                    "image": f"gcr.io/acme-staging/{service}:v1",
                    "ports": [{"name": "http1", "containerPort": _PORT}],
                    "env": environment(variables, secrets),
                    "resources": {"limits": {"cpu": "1000m", "memory": f"{memory >> 20}Mi"}},
                }
            ],
        },
    }


def ports(process: Process) -> list[dict[str, Any]]:
    """The port a container is to be asked on: another than the usual one where the process listens elsewhere."""
    usual = process.environment.get("PORT") == str(process.spec.port)
    return [{"name": "http1", "containerPort": _PORT if usual else _PORT + 1}]


def environment(variables: Mapping[str, str], secrets: SecretManager) -> list[dict[str, Any]]:
    """The `env` list for these variables."""
    listed: list[dict[str, Any]] = []
    for name, value in variables.items():
        if name in HIDDEN:
            continue
        reference = secrets.reference(value)
        if reference is None:
            listed.append({"name": name, "value": value})
        else:
            source = {"secretKeyRef": {"name": reference, "key": "latest"}}
            listed.append({"name": name, "valueFrom": source})
    return listed


def variables(template: Mapping[str, Any], secrets: SecretManager) -> dict[str, str]:
    """The variables an `env` list means; Refused in Cloud Run's words for a secret that is not there."""
    found: dict[str, str] = {}
    for index, item in enumerate(container(template).get("env") or ()):
        reference = (item.get("valueFrom") or {}).get("secretKeyRef")
        try:
            found[item["name"]] = (
                secrets.value(reference["name"], reference["key"]) if reference else str(item.get("value", ""))
            )
        except Refused as error:
            where = f"spec.template.spec.containers[0].env[{index}].value_from.secret_key_ref.name"
            raise Refused(404, f"{where}: {error}") from error
    return found


def container(template: Mapping[str, Any]) -> dict[str, Any]:
    """The first container; Refused (400) where there is none."""
    containers = (template.get("spec") or {}).get("containers")
    if not isinstance(containers, list) or not containers or not isinstance(containers[0], dict):
        raise Refused(400, "spec.template.spec.containers: must hold a container")
    found: dict[str, Any] = containers[0]
    return found


def memory_limit(template: Mapping[str, Any]) -> int | None:
    """Bytes, None for no limit; Refused (400) for what is no quantity."""
    text = ((container(template).get("resources") or {}).get("limits") or {}).get("memory")
    if text is None:
        return None
    match = _MEMORY.fullmatch(str(text))
    if not match:
        raise Refused(400, f"spec.template.spec.containers[0].resources.limits.memory: {text!r} is no quantity")
    return int(float(match[1]) * _UNITS[match[2]])


def without_name(template: Mapping[str, Any]) -> dict[str, Any]:
    """The template without the revision's name: what decides whether a new revision is wanted."""
    metadata = {name: value for name, value in (template.get("metadata") or {}).items() if name != "name"}
    return {**template, "metadata": metadata}
