"""Build a big repository fast: real modules in thousands, and thousands of commits through `git fast-import`.

The modules are those of the standard library and of the installed packages, each taken several times with a line of
its own; the smallest are left out so that they are as large on average as asked.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sysconfig
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from handlers.repair.judge import compiles
from tests.handlers.repair.corruption import corrupt, placeholder

_LARGEST = 900_000  # bytes of one module
_TOUCHED = (1, 1, 1, 2, 3, 8)  # files one commit changes


@dataclass(frozen=True, slots=True)
class Size:
    """What to build; the default is the size the speed promise is made for."""

    files: int = 25_000
    damaged: int = 600
    commits: int = 13_000
    mean_bytes: int = 19_200

    def scaled(self, scale: float) -> Size:
        """The same with `scale` times the files, damage and commits."""
        return Size(
            round(scale * self.files), round(scale * self.damaged), round(scale * self.commits), self.mean_bytes
        )


def build(top: Path, size: Size) -> None:
    """A repository at `top`: work in many commits, a bulk edit that damages files, a placeholder before it in some."""
    subprocess.run(["git", "init", "-q", "-b", "main"], cwd=top, check=True)
    with subprocess.Popen(["git", "fast-import", "--quiet"], cwd=top, stdin=subprocess.PIPE) as importer:
        if importer.stdin:
            importer.stdin.writelines(_stream(size))
    subprocess.run(["git", "checkout", "-q", "-f", "main"], cwd=top, check=True)


def subset(top: Path, into: Path, count: int) -> list[str]:
    """Link every n-th of the tree's `count` wanted modules into the directory `into`; their paths."""
    into.mkdir(parents=True, exist_ok=True)
    paths = sorted(path for path in (top / "tests").rglob("*.py"))
    chosen = [paths[at * len(paths) // count] for at in range(count)]
    for path in chosen:
        place = into / path.relative_to(top)
        place.parent.mkdir(parents=True, exist_ok=True)
        os.link(path, place) if path.stat().st_dev == into.stat().st_dev else shutil.copy(path, place)
    return [str(path.relative_to(top)) for path in chosen]


def _stream(size: Size) -> Iterator[bytes]:
    dice = random.Random(1)
    modules = _modules(size)
    edits: Counter[int] = Counter()
    last = size.commits
    yield from _commit(1, ((_name(number), _text(modules, number, 0)) for number in range(size.files)))
    for mark in range(2, last - 1):
        touched = dice.sample(range(size.files), dice.choice(_TOUCHED))
        edits.update(touched)
        yield from _commit(mark, [(_name(number), _text(modules, number, edits[number])) for number in touched])
    hit = dice.sample(range(size.files), size.damaged)
    emptied = hit[::10]
    yield from _commit(last - 1, [(_name(number), placeholder()) for number in emptied])
    damaged = ((number, _text(modules, number, edits[number] + 1)) for number in hit)
    yield from _commit(last, ((_name(number), corrupt(text, number, 0.1).source) for number, text in damaged))


def _modules(size: Size) -> list[Path]:
    """Healthy modules, shuffled, without as many of the smallest as it takes to reach the mean size."""
    tops = [Path(sysconfig.get_path(name)) for name in ("stdlib", "purelib")]
    paths = {path for top in tops for path in top.rglob("*.py") if path.is_file()}
    sizes = {path: path.stat().st_size for path in paths if {"site-packages", "lib2to3"}.isdisjoint(path.parts[:-1])}
    sizes |= {path: path.stat().st_size for path in tops[1].rglob("*.py") if path.is_file()}
    ordered = sorted((path for path in sizes if 0 < sizes[path] <= _LARGEST), key=lambda path: (sizes[path], path))
    total = sum(sizes[path] for path in ordered)
    smallest = 0
    while total / (len(ordered) - smallest) < size.mean_bytes:
        total -= sizes[ordered[smallest]]
        smallest += 1
    chosen = [path for path in ordered[smallest:] if _healthy(path)]
    random.Random(2).shuffle(chosen)
    return chosen


def _healthy(path: Path) -> bool:
    try:
        return compiles(path.read_text("utf-8"))
    except (OSError, ValueError):
        return False


def _name(number: int) -> str:
    return f"tests/part{number % 97}/test_{number}.py"


def _text(modules: list[Path], number: int, edits: int) -> str:
    """Module `number` after so many edits: each adds a line."""
    text = modules[number % len(modules)].read_text("utf-8")
    return "\n".join([text, f"NUMBER = {number}", *(f"REVISION_{edit} = {edit}" for edit in range(edits)), ""])


def _commit(mark: int, files: Iterable[tuple[str, str]]) -> Iterator[bytes]:
    yield f"commit refs/heads/main\nmark :{mark}\ncommitter A <a@b> {1_700_000_000 + mark} +0000\ndata 1\nx\n".encode()
    if mark > 1:
        yield f"from :{mark - 1}\n".encode()
    for name, text in files:
        data = text.encode()
        yield f"M 100644 inline {name}\ndata {len(data)}\n".encode() + data + b"\n"
