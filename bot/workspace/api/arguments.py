"""The arguments of one API call, whether they came as JSON, as a form or in the query."""

from __future__ import annotations

import json
from typing import Any

from bot.workspace.errors import SlackError, explained
from bot.workspace.json_types import Json


class Arguments:
    """Typed access. In a form everything is text, and structures are JSON inside that text."""

    def __init__(self, values: Json) -> None:
        self._values = {name: value for name, value in values.items() if value is not None}

    def given(self, name: str) -> bool:
        """Whether the caller said anything about it."""
        return name in self._values

    def text(self, name: str, default: str = "") -> str:
        """A string; numbers are written out, as the real one does."""
        value = self._values.get(name, default)
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            return str(value)
        raise explained("invalid_arguments", [f"must provide a string [json-pointer:/{name}]"])

    def required(self, name: str) -> str:
        """A string that must not be missing or empty."""
        value = self.text(name)
        if not value:
            raise explained("invalid_arguments", [f"missing required field: {name}"])
        return value

    def flag(self, name: str, default: bool = False) -> bool:
        """A boolean, also as `true`, `1`, `false`, `0`."""
        value = self._values.get(name, default)
        return str(value).lower() in ("true", "1")

    def integer(self, name: str, default: int) -> int:
        """A whole number; raises `invalid_arguments` for anything else."""
        try:
            return int(self._values.get(name, default))
        except (TypeError, ValueError):
            raise explained("invalid_arguments", [f"must provide an integer [json-pointer:/{name}]"]) from None

    def structure(self, name: str, error: str) -> Any:
        """A list or an object, or None where it is missing; raises `error` where it is not valid JSON."""
        value = self._values.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise SlackError(error) from None
