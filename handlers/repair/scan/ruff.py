"""Ask ruff which files are refused. Its answer is a filter: CPython has the last word on every file it names."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sysconfig
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

# E9: the parser. The others see what CPython finds after parsing: misplaced __future__, return, yield, await, break,
# continue, nonlocal, global, star imports and stars; PLE1700 what async functions may not do, PLR1702 blocks nested
# too deeply.
_RULES = "E9,F404,F406,F407,F621,F622,F701,F702,F704,F706,F707,PLE0115,PLE0116,PLE0117,PLE0118,PLE1142,PLE1700,PLR1702"
_OPTIONS = (
    "--isolated",
    "--no-cache",
    "--ignore-noqa",
    "--preview",
    "--exit-zero",
    "--quiet",
    "--no-force-exclude",
    "--output-format=concise",
    "--config=lint.pylint.max-nested-blocks=12",
    f"--select={_RULES}",
)
_NEWEST = (3, 13)  # what this ruff may be told of; whatever is newer it names, for CPython to judge
_AWKWARD = re.compile(r"[\n\r:\"'\\]|[^\x20-\x7e]|^[@-]")


def listable(path: str) -> bool:
    """Whether ruff can be given this path in a list and its answer be told apart again."""
    return not _AWKWARD.search(path)


def _binary() -> str:
    """ruff's program: beside this Python, else on the path."""
    beside = Path(sysconfig.get_path("scripts")) / "ruff"
    return str(beside) if beside.exists() else shutil.which("ruff") or "ruff"


def flagged(top: Path, files: Sequence[str], version: tuple[int, int]) -> set[str] | None:
    """The files (relative to `top`) ruff has anything to say about; None where it could not answer for all of them.

    ruff aborts on very deep nesting (its stack overflows): then every file is CPython's to judge.
    """
    if not files:
        return set()
    with tempfile.TemporaryDirectory(prefix="medic-scan-") as scratch:
        listing = Path(scratch) / "files"
        listing.write_text("".join(path + "\n" for path in files))
        major, minor = min(version, _NEWEST)
        with subprocess.Popen(  # noqa: S603 - ruff's own binary, arguments of our making
            [_binary(), "check", *_OPTIONS, f"--target-version=py{major}{minor}", f"@{listing}"],
            cwd=top,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            errors="replace",
        ) as process:
            named = _named(process.stdout or ())
    return named.intersection(files) if process.returncode == 0 else None


def _named(lines: Iterable[str]) -> set[str]:
    """The files named in ruff's output, read as it comes: dense damage makes it long."""
    named: set[str] = set()
    last = "\n"  # how further lines about the file named last begin
    for line in lines:
        if not line.startswith(last):
            path = line.partition(":")[0]
            named.add(os.path.normpath(path))
            last = path + ":"
    return named
