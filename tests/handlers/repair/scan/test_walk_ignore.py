"""What is ignored is what git ignores, on random trees of nested rules with negations."""

from __future__ import annotations

import random
import subprocess

import pytest

from handlers.repair.scan.walk import find

_NAMES = ("a", "b", "gen", "x1")
_RULES = (
    "*.py",
    "!*.py",
    "gen*",
    "!gen.py",
    "/a",
    "a/",
    "b/*",
    "!b/a.py",
    "**/x1",
    "x1/**",
    "[ab].py",
    "a/**/b.py",
    "# c",
)


@pytest.mark.parametrize("seed", range(12))
def test_it_ignores_what_git_ignores(tmp_path, seed):
    dice = random.Random(seed)  # noqa: S311 - repeatable trees, no secrets
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    made = set()
    for _ in range(60):
        path = "/".join(dice.choice(_NAMES) for _ in range(dice.randrange(4)))
        directory = tmp_path / path
        directory.mkdir(parents=True, exist_ok=True)
        name = dice.choice(_NAMES) + ".py"
        (directory / name).write_text("")
        made.add(f"{path}/{name}".lstrip("/"))
        if dice.random() < 0.2:
            (directory / ".gitignore").write_text("\n".join(dice.sample(_RULES, 2)) + "\n")
    listing = "\0".join(sorted(made))
    said = subprocess.run(
        ["git", "check-ignore", "--stdin", "-z"],
        cwd=tmp_path,
        input=listing,
        capture_output=True,
        text=True,
        check=False,
    )
    ignored = set(said.stdout.split("\0"))
    assert set(find(tmp_path, ["."]).files) == made - ignored
