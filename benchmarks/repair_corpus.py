"""Build a damaged tree with a git history: the standard library, later genuine edits, placeholders, dense damage."""

from __future__ import annotations

import random
import re
import subprocess
import sysconfig
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.handlers.repair.corruption import corrupt, placeholder

_STATEMENT = re.compile(r"^(\s+)(?:self\.)?\w+ = [^\"'#\\]*[\w)\]]$")
_SIZES = range(60, 700)


@dataclass
class Damaged:
    """One file: what it should be, what it is, and the words only its later edits brought."""

    path: str
    truth: str
    damaged: str
    edits: list[str] = field(default_factory=list)


def sources(count: int, seed: int) -> Iterator[tuple[str, str]]:
    """(name, text) of `count` modules of the standard library, each of a middling size."""
    top = Path(sysconfig.get_path("stdlib"))
    paths = sorted(path for path in top.rglob("*.py") if not {"site-packages", "lib2to3"} & set(path.parts))
    random.Random(seed).shuffle(paths)
    found = 0
    for path in paths:
        text = path.read_text(errors="replace")
        if found < count and len(text.split("\n")) in _SIZES and "\ufffd" not in text and _compiles(text):
            found += 1
            yield "_".join(path.relative_to(top).parts), text


def build(top: Path, count: int, seed: int = 0) -> list[Damaged]:
    """A repository at `top` with `count` damaged files, in six commits."""
    dice = random.Random(seed)
    _git(top, "init", "-q")
    files = [Damaged(f"tests/{name}", text, text) for name, text in sources(count, seed)]
    _commit(top, {file.path: file.truth for file in files}, "clean")
    for file in files:
        file.truth = _edited(file, dice, dice.randrange(3)) if dice.random() < 0.3 else file.truth
        file.edits.clear()
    _commit(top, {file.path: file.truth for file in files}, "work goes on")
    holders = [file for file in files if dice.random() < 0.3]
    _commit(top, {file.path: placeholder() for file in holders}, "placeholders")
    for file in files:
        file.truth = _edited(file, dice, 2)
        file.damaged = corrupt(file.truth, dice.randrange(1 << 30), dice.choice((0.03, 0.1, 0.2, 0.3))).source
    _commit(top, {file.path: file.damaged for file in files}, "a bulk edit")
    for file in files:
        if dice.random() < 0.4:
            file.truth, file.damaged = _edited_twice(file, dice)
    _commit(top, {file.path: file.damaged for file in files}, "later work on damaged files")
    return [file for file in files if not _compiles(file.damaged)]


def _edited(file: Damaged, dice: random.Random, edits: int) -> str:
    """The truth with later edits: new lines and changed names, each with a word of its own; it compiles."""
    lines = file.truth.split("\n")
    for _ in range(edits):
        places = [at for at, line in enumerate(lines) if _STATEMENT.match(line)]
        if not places:
            break
        at, word = dice.choice(places), f"later_{dice.randrange(1 << 40)}"
        trial = list(lines)
        if dice.random() < 0.5:
            margin = _STATEMENT.match(lines[at])
            trial.insert(at + 1, f"{margin[1] if margin else ''}{word} = {dice.randrange(100)}")
        else:
            trial[at] = lines[at] + f" or {word}"
        if _compiles("\n".join(trial)):
            lines = trial
            file.edits.append(word)
    return "\n".join(lines)


def _edited_twice(file: Damaged, dice: random.Random) -> tuple[str, str]:
    """One more edit, made on truth and damaged text alike where the edited line is still whole in both."""
    places = [line for line in file.truth.split("\n") if _STATEMENT.match(line)]
    whole = [line for line in places if file.damaged.count(line + "\n") == file.truth.count(line + "\n") == 1]
    if not whole:
        return file.truth, file.damaged
    line, word = dice.choice(whole), f"later_{dice.randrange(1 << 40)}"
    margin = line[: len(line) - len(line.lstrip())]
    fresh = f"{line}\n{margin}{word} = 1\n"
    truth = file.truth.replace(line + "\n", fresh)
    if not _compiles(truth):
        return file.truth, file.damaged
    file.edits.append(word)
    return truth, file.damaged.replace(line + "\n", fresh)


def _compiles(text: str) -> bool:
    try:
        compile(text, "corpus", "exec", dont_inherit=True)
    except (SyntaxError, ValueError):
        return False
    return True


def _commit(top: Path, files: dict[str, str], message: str) -> None:
    for path, text in files.items():
        (top / path).parent.mkdir(parents=True, exist_ok=True)
        (top / path).write_text(text)
    _git(top, "add", "-A")
    _git(top, "-c", "user.name=t", "-c", "user.email=t@t", "commit", "-q", "--allow-empty", "-m", message)


def _git(top: Path, *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=top, check=True, capture_output=True)
