"""Reading a service's environment: a missing variable ends the start with its name."""

from __future__ import annotations

import os


class MissingSetting(RuntimeError):
    """A required environment variable is not set."""

    def __init__(self, name: str) -> None:
        super().__init__(f"environment variable {name} is not set")


def required(name: str) -> str:
    """The variable's value, as it stands."""
    value = os.environ.get(name)
    if not value:
        raise MissingSetting(name)
    return value


def optional(name: str, default: str) -> str:
    """The variable's value, or the default."""
    return os.environ.get(name, default)
