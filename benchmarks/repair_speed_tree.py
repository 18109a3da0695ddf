"""Build a big repository fast: thousands of files and commits through `git fast-import`."""

from __future__ import annotations

import itertools
import random
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

from benchmarks.repair_corpus import sources
from tests.handlers.repair.corruption import corrupt


def build(top: Path, files: int, damaged: int, commits: int, mean_size: int = 19_000) -> None:
    """`files` modules of about `mean_size` bytes, `commits` commits, `damaged` of the files damaged in the last one."""
    subprocess.run(["git", "init", "-q", "-b", "main"], cwd=top, check=True)
    with subprocess.Popen(["git", "fast-import", "--quiet"], cwd=top, stdin=subprocess.PIPE) as importer:
        if importer.stdin:
            importer.stdin.writelines(_stream(files, damaged, commits, mean_size))
    subprocess.run(["git", "checkout", "-q", "-f", "main"], cwd=top, check=True)


def _stream(files: int, damaged: int, commits: int, mean_size: int) -> Iterator[bytes]:
    dice = random.Random(1)
    texts = _texts(files, mean_size)
    marks = itertools.count(1)
    yield from _commit(next(marks), texts.items())
    names = sorted(texts)
    for number in range(commits - 2):
        name = dice.choice(names)
        texts[name] += f"\nREVISION_{number} = {number}\n"
        yield from _commit(next(marks), [(name, texts[name])])
    hit = dice.sample(names, damaged)
    yield from _commit(next(marks), [(name, corrupt(texts[name], at, 0.1).source) for at, name in enumerate(hit)])


def _texts(files: int, mean_size: int) -> dict[str, str]:
    known = [text for _, text in sources(400, 3)]
    texts = {}
    for number in range(files):
        text = f"NUMBER = {number}\n"
        for at in itertools.count(number):
            if len(text) >= mean_size:
                break
            text += known[at * 7 % len(known)].replace("from __future__ import annotations", "")
        texts[f"tests/part{number % 97}/test_{number}.py"] = text
    return texts


def _commit(mark: int, files: Iterable[tuple[str, str]]) -> Iterator[bytes]:
    yield f"commit refs/heads/main\nmark :{mark}\ncommitter A <a@b> {1_700_000_000 + mark} +0000\ndata 1\nx\n".encode()
    if mark > 1:
        yield f"from :{mark - 1}\n".encode()
    for name, text in files:
        data = text.encode("utf-8", "replace")
        yield f"M 100644 inline {name}\ndata {len(data)}\n".encode() + data + b"\n"
