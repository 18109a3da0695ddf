"""Verdicts kept by content hash between runs, one small file for each Python version."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from pathlib import Path

from handlers.repair.judge import Refusal

_MOST = 200_000  # entries kept; beyond it the file starts anew with the last scan


def load(directory: Path | None, version: tuple[int, int]) -> dict[str, Refusal | None]:
    """digest -> verdict; empty where there is no cache or it cannot be read."""
    if directory is None:
        return {}
    try:
        known = json.loads(_path(directory, version).read_text())
        return {digest: Refusal(*entry) if entry else None for digest, entry in known.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def save(directory: Path | None, version: tuple[int, int], verdicts: Mapping[str, Refusal | None]) -> None:
    """Keep the verdicts, atomically; a cache that cannot be written costs time, never the scan."""
    if directory is None or len(verdicts) > _MOST:
        return
    entries = {digest: [verdict.message, verdict.line] if verdict else None for digest, verdict in verdicts.items()}
    try:
        directory.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=directory, delete=False) as file:
            json.dump(entries, file)
        Path(file.name).replace(_path(directory, version))
    except OSError:
        return


def _path(directory: Path, version: tuple[int, int]) -> Path:
    return directory / f"scan-{version[0]}.{version[1]}.json"
