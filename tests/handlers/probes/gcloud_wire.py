"""What the real gcloud sends, as it was recorded; the tests that hold us to it are skipped where the file is absent."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

FILE = Path(__file__).parents[4] / "shared" / "data" / "gcloud-wire.json"


@dataclass(frozen=True, slots=True)
class Recorded:
    """One request of gcloud's: `line` is METHOD /path, `response` what was answered."""

    line: str
    query: dict[str, str]
    body: Any
    response: Any


def requests_of(label: str) -> list[Recorded]:
    """The requests of the command recorded under `label`."""
    if not FILE.is_file():
        pytest.skip("no recording of gcloud beside the repository")
    commands = json.loads(FILE.read_text(encoding="utf-8"))["commands"]
    found = next(command for command in commands if command["label"] == label)
    return [_recorded(request) for request in found["requests"]]


def _recorded(request: dict[str, Any]) -> Recorded:
    parts = urlsplit(request["path"])
    return Recorded(
        f"{request['method']} {parts.path}", dict(parse_qsl(parts.query)), request["body"], request["response"]
    )
