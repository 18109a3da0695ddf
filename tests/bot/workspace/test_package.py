"""The local Slack stands alone: it imitates Slack, so it must not share code with what it is to judge."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import bot.workspace

ROOT = Path(bot.workspace.__file__).parent


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


@pytest.mark.parametrize("path", sorted(ROOT.rglob("*.py")), ids=lambda path: str(path.relative_to(ROOT)))
def test_it_imports_nothing_of_the_bot(path: Path) -> None:
    for name in imported(path):
        assert not name.startswith(("handlers", "slack_sdk", "slack_bolt"))
        assert not name.startswith("bot") or name.startswith("bot.workspace")


def test_the_page_never_parses_text_as_html_and_calls_nobody_else() -> None:
    for path in (ROOT / "page" / "static").glob("*"):
        text = path.read_text()
        assert not {"innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("} & set(text.split())
        assert "innerHTML" not in text
        assert "//cdn" not in text
