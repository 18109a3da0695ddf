"""One request as data: what to scan and repair, and where its run is kept."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from handlers.core.errors import Usage
from handlers.core.request import Request
from handlers.repair.scan.interpreter import find_interpreter
from handlers.repair.scan.scan import Scope
from handlers.stack.environment import Tests


@dataclass(frozen=True, slots=True)
class Work:
    """A request, read: `scope` to scan, `tests` as configured, `state` for runs, `run` its name."""

    scope: Scope
    tests: Tests
    state: Path
    run: str
    options: Mapping[str, Any]

    @property
    def top(self) -> Path:
        """The repository."""
        return self.scope.top


def read_work(request: Request, tests: Tests | None, now: datetime) -> Work:
    """The work a request asks for. Usage where its options make no sense. Blocks briefly (starts an interpreter).

    A request that names no environment is about the directory itself, whatever a stack file says.
    Options: `repo` (directory, default the current one), `paths` (default the configured roots), `state` (directory).
    """
    tests = described(request.environment, tests) if request.environment else tests or Tests(roots=(".",))
    top = Path(str(request.options.get("repo") or ".")).expanduser().resolve()
    if not top.is_dir():
        raise Usage(f"--repo {top}: there is no such directory")
    state = state_directory(request.options)
    if state.is_relative_to(top):
        raise Usage(f"the state directory {state} lies inside the tree {top} it would back up: set MEDIC_STATE_DIR")
    paths = tuple(_inside(top, str(path)) for path in request.options.get("paths") or ()) or tests.roots
    python = find_interpreter(tests.python)
    scope = Scope(top, python, paths, tests.exclude, state / "cache")
    return Work(scope, tests, state, run_name(request.run, now), request.options)


def described(environment: str, tests: Tests | None) -> Tests:
    """The environment's description of its tests. Usage where stack.yaml has none, with how to add it."""
    if tests is None:
        raise Usage(
            f"`{environment}` has no `tests` section in stack.yaml, so it is not known which tests are meant. Add one "
            f"under `environments: {environment}:`, such as `tests: {{repository: 'https://...', roots: [tests]}}`"
        )
    return tests


def state_directory(options: Mapping[str, Any]) -> Path:
    """Where runs, backups and the scan's cache are kept: the option `state`, else the user's state directory."""
    given = options.get("state")
    base = os.environ.get("XDG_STATE_HOME") or "~/.local/state"
    return Path(str(given or f"{base}/opsmedic/repair")).expanduser().resolve()


def run_name(asked: str, now: datetime) -> str:
    """A name for a run that is safe as a branch and a directory."""
    name = re.sub(r"[^A-Za-z0-9-]+", "-", asked).strip("-")[:60]
    return name or f"{now:%Y%m%d-%H%M%S}-{secrets.token_hex(2)}"


def _inside(top: Path, path: str) -> str:
    resolved = (top / path).resolve()
    if not resolved.is_relative_to(top):
        raise Usage(f"{path}: leads out of the repository {top}")
    if not resolved.exists():
        raise Usage(f"{path}: there is no such file or directory in {top}")
    return str(resolved.relative_to(top)) or "."
