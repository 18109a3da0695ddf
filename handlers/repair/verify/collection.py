"""What a run of pytest's collection, or of a suite, showed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import zip_longest

from handlers.repair.verify.bounded import Ran

_COLLECTED = re.compile(r"^(?:=+ )?(\d+)(?:/\d+)? tests? collected", re.MULTILINE)
_NODE = re.compile(r"^[^\s:][^\n]*?::[^\n]+$", re.MULTILINE)
_COUNTED = re.compile(r"^\S+\.py: (\d+)$", re.MULTILINE)
_ERROR = re.compile(r"^ERROR (?:collecting )?([^\s:]+\.py)(?:::\S+)?(?: - (.*))?$", re.MULTILINE)
_HEADING = re.compile(r"^_+ ERROR collecting (\S+) _+$", re.MULTILINE)
_REASON = re.compile(r"^E\s+(\w*(?:Error|Exception|Warning)\b.*)$", re.MULTILINE)
_NO_MODULE = re.compile(r"No module named '([^']+)'")
_NO_NAME = re.compile(r"cannot import name '([^']+)' from (?:partially initialized module )?'([^']+)'")
_ERRORS = re.compile(r"\b(\d+ errors? during collection)")
_SUMMARY = re.compile(r"^=*\s*((?:\d+ \w+(?:, )?)+) in [\d.]+s", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Failing:
    """A file that cannot be collected: the last error pytest showed for it, and what that means."""

    path: str
    error: str
    why: str


@dataclass(frozen=True, slots=True)
class Collection:
    """`tests`: how many were collected, None where the run did not get so far, for which `problem` is the reason."""

    tests: int | None
    failing: tuple[Failing, ...]
    status: int | None
    problem: str = ""


def read_collection(ran: Ran, renames: Mapping[str, str]) -> Collection:
    """Read pytest's output; `renames` (old -> new) help to name a cause."""
    reasons = _reasons(ran.output)
    for match in _ERROR.finditer(ran.output):
        reasons.setdefault(match[1], match[2] or "")
        reasons[match[1]] = reasons[match[1]] or match[2] or ""
    failing = tuple(Failing(path, error, explain(error, renames)) for path, error in sorted(reasons.items()))
    cut_off = ran.status is None and not _COLLECTED.search(ran.output)
    tests = None if cut_off else _count(ran.output)
    return Collection(tests, failing, ran.status, "" if tests is not None else _problem(ran))


def _problem(ran: Ran) -> str:
    """Why nothing could be counted, in words: the time limit, no pytest, or the last thing the command said."""
    if ran.status is None:
        return "killed at the time limit"
    if "No module named pytest" in ran.output:
        return "pytest is not installed for this interpreter"
    if found := _ERRORS.findall(ran.output):
        return str(found[-1])
    lines = [line.strip() for line in ran.output.splitlines() if line.strip()]
    return lines[-1][:200] if lines else f"exit status {ran.status}, and nothing was said"


def explain(error: str, renames: Mapping[str, str]) -> str:
    """Why an import failed, in words."""
    name, module = "", ""
    if match := _NO_NAME.search(error):
        name, module = match[1], match[2]
    elif match := _NO_MODULE.search(error):
        module = match[1]
    for old, new in renames.items():
        gone = not name and module and _within(old, module) and not _within(new, module)
        if gone or (name and old.split(".")[-1] == name):
            return f"renamed: {old} is now {new}"
    if name:
        return f"missing name: {module} has no {name}"
    if module:
        return f"missing import: no module {module}"
    return "syntax" if "SyntaxError" in error or "IndentationError" in error else error.split(":")[0] or "unknown"


def _within(path: str, module: str) -> bool:
    return path == module or path.startswith(module + ".")


def suite_summary(ran: Ran) -> str:
    """The last line of counts a suite printed (`3 passed, 1 failed`), or how it ended."""
    found = _SUMMARY.findall(ran.output)
    if found:
        return str(found[-1])
    return "killed at the time limit" if ran.status is None else f"exit status {ran.status}"


def _reasons(output: str) -> dict[str, str]:
    """path -> the last error line below its heading."""
    found: dict[str, str] = {}
    headings = list(_HEADING.finditer(output))
    for match, following in zip_longest(headings, headings[1:]):
        section = output[match.end() : following.start() if following else len(output)]
        errors = _REASON.findall(section)
        found[match[1]] = errors[-1] if errors else ""
    return found


def _count(output: str) -> int | None:
    if match := _COLLECTED.search(output):
        return int(match[1])
    if "no tests collected" in output or "no tests ran" in output:
        return 0
    counted = [int(number) for number in _COUNTED.findall(output)]
    return sum(counted) if counted else len(_NODE.findall(output)) or None
