"""How true a repair is to what stood there: words, test functions, names, bodies."""

from __future__ import annotations

import ast
import re
from collections import Counter
from dataclasses import dataclass

from handlers.repair.result import Deed, Repair, Verdict
from handlers.repair.swallow import hides_code, statements, swallowed
from handlers.repair.words import words

_DEFINITION = re.compile(r"^(?P<margin>[ \t]*)(?:async[ \t]+)?(?:def|class)[ \t]+(?P<name>\w+)", re.MULTILINE)
_MANY, _LEAST = 12, 0.4  # words of a body, from which on losing all but this share of them empties it
_APART = 3  # lines between two headers of one name, from which on they are two definitions
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
            found.append(f"keeps {100 * self.kept:.3g}% of the words, less than {100 * least:.3g}%")
        return tuple(found)


def measure(damaged: str, repair: Repair) -> Fidelity:
    """Compare the damaged text with its repair."""
    changed = repair.verdict is not Verdict.LEFT_ALONE
    tree = _parsed(repair.source) if changed else None
    before, after = _names(damaged), _names(repair.source)
    if tree is not None and after.total() > sum(isinstance(node, _DEFINITIONS) for node in statements(tree)):
        after -= swallowed(tree, damaged)
    tests, kept = (Counter({name: n for name, n in found.items() if _is_test(name)}) for found in (before, after))
    return Fidelity(
        kept=repair.kept,
        tests_before=tests.total(),
        tests_after=kept.total(),
        lost_tests=tuple(sorted(name for name in tests - kept if not _glued(name, after, before))),
        lost_names=tuple(sorted(before - after)),
        gutted=_gutted(damaged, repair.source, tree) if tree is not None else (),
        aside=sum(_comments(hunk.after) - _comments(hunk.before) for hunk in repair.hunks if hunk.deed is Deed.ASIDE),
    )


def _parsed(source: str) -> ast.Module | None:
    try:
        return ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _comments(text: str) -> int:
    return sum(line.lstrip().startswith("#") for line in text.split("\n"))


def _names(text: str) -> Counter[str]:
    """What `text` defines, by its looks; a header that damage doubled counts once."""
    found: Counter[str] = Counter()
    last = ("", -1)
    for match in _DEFINITION.finditer(text):
        line = text.count("\n", last[1], match.start()) if last[0] == match["name"] else _APART
        found[match["name"]] += line >= _APART
        last = (match["name"], match.start())
    return found


def _glued(name: str, after: Counter[str], before: Counter[str]) -> bool:
    """Whether `name` is one of those `after` with what stood behind its lost bracket: `test_aself`."""
    shorter = name.removesuffix("self")
    return (shorter != name and shorter in after) or any(name.startswith(each) for each in after - before)


def _is_test(name: str) -> bool:
    return name.startswith(("test", "Test"))


def _gutted(damaged: str, source: str, tree: ast.Module) -> tuple[str, ...]:
    """Functions that had words in the damaged text and have few of them left, or have them in their docstring alone."""
    had, has = _bodies(damaged), _bodies(source)
    functions = [node for node in statements(tree) if isinstance(node, _FUNCTIONS)]
    empty = {node.name for node in functions if _is_empty(node)}
    gone = {name for name in empty if had.get(name, 0) > _SLACK + has.get(name, 0)}
    shrunk = {name for name, count in had.items() if count >= _MANY and has.get(name, count) < _LEAST * count}
    gone |= shrunk & {node.name for node in functions}
    return tuple(sorted(gone | {node.name for node in functions if _is_empty(node) and hides_code(node)}))


_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
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
