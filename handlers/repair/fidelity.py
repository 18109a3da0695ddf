"""How true a repair is to what stood there: words, test functions, names, bodies."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from handlers.repair.result import Deed, Repair, Verdict
from handlers.repair.words import words

_DEFINITION = re.compile(r"^(?P<margin>[ \t]*)(?:async[ \t]+)?(?:def|class)[ \t]+(?P<name>\w+)", re.MULTILINE)
_SLACK = 4  # words a body may have held besides its docstring's and still be called empty


@dataclass(frozen=True, slots=True)
class Fidelity:
    """`kept`: share 0..1 of the damaged text's words; `gutted`: functions left without the body they had.

    `aside`: lines of code that only stand as comments now; `placeholder`: the file compiles but held nothing.
    """

    kept: float
    tests_before: int
    tests_after: int
    lost_tests: tuple[str, ...] = ()
    lost_names: tuple[str, ...] = ()
    gutted: tuple[str, ...] = ()
    aside: int = 0
    placeholder: bool = False

    def doubts(self, least: float) -> tuple[str, ...]:
        """Why this result must not be applied unasked; empty where nothing speaks against it."""
        if self.placeholder:
            return ("puts what stood there before in a placeholder's place",)
        found = []
        if self.lost_tests:
            found.append("loses tests: " + ", ".join(self.lost_tests[:5]))
        if self.gutted:
            found.append("empties bodies: " + ", ".join(self.gutted[:5]))
        if self.aside:
            found.append(f"puts {self.aside} lines aside as comments")
        if self.kept < least:
            found.append(f"keeps {self.kept:.0%} of the words, less than {least:.0%}")
        return tuple(found)


def measure(damaged: str, repair: Repair) -> Fidelity:
    """Compare the damaged text with its repair."""
    before, after = _names(damaged), _names(repair.source)
    tests = {name for name in before if _is_test(name)}
    kept = {name for name in after if _is_test(name)}
    changed = repair.verdict is not Verdict.LEFT_ALONE
    return Fidelity(
        kept=repair.kept,
        tests_before=len(tests),
        tests_after=len(kept),
        lost_tests=tuple(sorted(tests - kept)),
        lost_names=tuple(sorted(before - after)),
        gutted=_gutted(damaged, repair.source) if changed else (),
        aside=sum(_comments(hunk.after) - _comments(hunk.before) for hunk in repair.hunks if hunk.deed is Deed.ASIDE),
    )


def _comments(text: str) -> int:
    return sum(line.lstrip().startswith("#") for line in text.split("\n"))


def _names(text: str) -> set[str]:
    return {match["name"] for match in _DEFINITION.finditer(text)}


def _is_test(name: str) -> bool:
    return name.startswith(("test", "Test"))


def _gutted(damaged: str, source: str) -> tuple[str, ...]:
    """Functions with nothing but a docstring, `pass` or `...`, that had words in the damaged text."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ()
    empty = {node.name for node in _statements(tree) if isinstance(node, _FUNCTIONS) and _is_empty(node)}
    if not empty:
        return ()
    had, has = _bodies(damaged), _bodies(source)
    return tuple(sorted(name for name in empty if had.get(name, 0) > _SLACK + has.get(name, 0)))


def _statements(tree: ast.Module) -> Iterator[ast.AST]:
    """Everything that may hold statements, and they themselves: functions stand nowhere else."""
    pending: list[ast.AST] = [tree]
    while pending:
        node = pending.pop()
        yield node
        for part in _BLOCKS:
            pending.extend(getattr(node, part, ()))


_BLOCKS = ("body", "orelse", "finalbody", "handlers", "cases")
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def _is_empty(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return all(
        isinstance(step, ast.Pass) or (isinstance(step, ast.Expr) and isinstance(step.value, ast.Constant))
        for step in node.body
    )


def _bodies(text: str) -> dict[str, int]:
    """name -> the most words between its definition and the next one."""
    found: dict[str, int] = {}
    matches = list(_DEFINITION.finditer(text))
    for match, following in zip(matches, [*matches[1:], None], strict=False):
        head = text.find("\n", match.end())
        body = text[head if head >= 0 else len(text) : following.start() if following else len(text)]
        body = "\n".join(line for line in body.split("\n") if not line.strip() or _deeper(line, match["margin"]))
        found[match["name"]] = max(found.get(match["name"], 0), words(body).total())
    return found


def _deeper(line: str, margin: str) -> bool:
    return len(line) - len(line.lstrip()) > len(margin)
