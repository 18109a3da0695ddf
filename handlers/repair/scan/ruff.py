"""Ask ruff which files are refused. Its answer is a filter: CPython has the last word on every file it names."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sysconfig
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

# E9: the parser. The others see what CPython finds after parsing: misplaced __future__, return, yield, await, break,
# continue, nonlocal, global, star imports and stars; B018 a starred statement, PLE1700 what async functions may not
# do, PLR1702 blocks nested too deeply.
_RULES = (
    "E9,F404,F406,F407,F621,F622,F701,F702,F704,F706,F707,PLE0115,PLE0116,PLE0117,PLE0118,PLE1142,PLE1700,B018,PLR1702"
)
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
_LINE = re.compile(r"^(.+?):(\d+):(\d+): (B018|useless-expression|invalid-syntax: Cannot use `(match|except\*)`)?")

# What a file is named for: features to look at closer, by ruff's words, or nothing where it is CPython's to judge.
Named = dict[str, tuple[str, ...]]
_SINCE = {"match": (3, 10), "except*": (3, 11)}
_OLDER = (3, 9)  # told of this version, ruff names every file that uses the features above
_AWKWARD = re.compile(r"[\n\r:\"'\\]|[^\x20-\x7e]|^[@-]")


def listable(path: str) -> bool:
    """Whether ruff can be given this path in a list and its answer be told apart again."""
    return not _AWKWARD.search(path)


def _binary() -> str:
    """ruff's program: beside this Python, else on the path."""
    beside = Path(sysconfig.get_path("scripts")) / "ruff"
    return str(beside) if beside.exists() else shutil.which("ruff") or "ruff"


def flagged(top: Path, files: Sequence[str], version: tuple[int, int]) -> Named | None:
    """The files (relative to `top`) ruff has anything to say about; None where it could not answer for all of them.

    ruff aborts on very deep nesting (its stack overflows): then every file is CPython's to judge.
    """
    if not files:
        return {}
    with tempfile.TemporaryDirectory(prefix="medic-scan-") as scratch:
        listing = Path(scratch) / "files"
        listing.write_text("".join(path + "\n" for path in files))
        older = min(version, _OLDER)
        with subprocess.Popen(  # noqa: S603 - ruff's own binary, arguments of our making
            [_binary(), "check", *_OPTIONS, f"--target-version=py{older[0]}{older[1]}", f"@{listing}"],
            cwd=top,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            errors="replace",
        ) as process:
            named = _named(top, process.stdout or (), version)
    wanted = set(files)
    return {path: of for path, of in named.items() if path in wanted} if process.returncode == 0 else None


def _named(top: Path, lines: Iterable[str], version: tuple[int, int]) -> Named:
    """The files named in ruff's output, read as it comes: dense damage makes it long."""
    surely: set[str] = set()
    features: dict[str, set[str]] = {}
    condemned = "\n"  # how further lines about the last file begin
    text = _Lines(top)
    for line in lines:
        if line.startswith(condemned):
            continue
        match = _LINE.match(line)
        if match is None or match[1] in surely:
            continue
        if match[5] and _SINCE[match[5]] <= version:
            features.setdefault(match[1], set()).add(match[5])
        elif not match[4] or match[5] or b"*" in text.line(match[1], int(match[2])):
            surely.add(match[1])
            condemned = match[1] + ":"
    named: Named = {os.path.normpath(path): tuple(sorted(of)) for path, of in features.items()}
    return named | {os.path.normpath(path): () for path in surely}


@dataclass(slots=True)
class _Lines:
    """Lines of the file last asked for: of the useless expressions only starred ones are errors of CPython's."""

    top: Path
    path: str = ""
    lines: list[bytes] = field(default_factory=list)

    def line(self, path: str, number: int) -> bytes:
        """Line `number` of a file; a star where it cannot be told."""
        try:
            if path != self.path:
                self.path, self.lines = path, (self.top / path).read_bytes().split(b"\n")
            return self.lines[number - 1]
        except (OSError, IndexError):
            return b"*"
