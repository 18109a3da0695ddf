"""Secret Manager: named secrets with numbered versions."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from typing import Any

from bot.demo.control_plane.errors import PROJECT_NUMBER, Refused


class SecretManager:
    """The values, newest version last."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self._versions = {name: [value] for name, value in values.items()}

    def reference(self, value: str) -> str | None:
        """The name of the secret whose newest version has this value."""
        return next((name for name, versions in self._versions.items() if versions[-1] == value), None)

    def value(self, name: str, version: str) -> str:
        """One version's value; Refused (404) when there is none."""
        versions = self._versions.get(name, [])
        number = len(versions) if version == "latest" else int(version) if version.isdigit() else 0
        if not 0 < number <= len(versions):
            path = f"projects/{PROJECT_NUMBER}/secrets/{name}/versions/{version}"
            raise Refused(404, f"Secret {path} was not found")
        return versions[number - 1]

    def access(self, name: str, version: str) -> dict[str, Any]:
        """`GET .../versions/V:access`."""
        data = base64.b64encode(self.value(name, version).encode()).decode()
        return {"name": f"projects/{PROJECT_NUMBER}/secrets/{name}/versions/{version}", "payload": {"data": data}}

    def add(self, name: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """`POST .../secrets/NAME:addVersion`."""
        if name not in self._versions:
            raise Refused(404, f"Secret [projects/{PROJECT_NUMBER}/secrets/{name}] not found.")
        try:
            value = base64.b64decode(str(body["payload"]["data"]), validate=True).decode()
        except (KeyError, TypeError, ValueError, binascii.Error):
            raise Refused(400, "payload.data must hold base64") from None
        self._versions[name].append(value)
        number = len(self._versions[name])
        return {"name": f"projects/{PROJECT_NUMBER}/secrets/{name}/versions/{number}", "state": "ENABLED"}
