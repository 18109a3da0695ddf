"""Comments and marks that damaged what stands beside them: heads commented away from their tails, notes never marked as
such, lone marks of a merge, a closer that only stands in a comment."""

from __future__ import annotations

import re
from collections.abc import Iterator

from handlers.repair.synthesis.fault import Fault
from handlers.repair.synthesis.whole.sound import CLOSING, balance

Lines = list[str]

_MARK = re.compile(r"(?:<{7}|>{7}|\|{7})(?: .*)?$|={7}$")
_NOTE = re.compile(r"(?P<indent>\s*)(?=(?:TODO|FIXME|XXX|HACK|NOTE)\b[^=(]*(?::| - )|/?(?:[\w-]+/)+[\w-]+\.py\s*$)")
_CLOSER = re.compile(r"(?P<indent>\s*)#\s*(?P<code>[)\]}]+,?)\s*$")
_NAMES = re.compile(r"(?:\w[\w ]*(?:, ?\w[\w ]*)*,?|\))(?: *#.*)?$")
_CONTINUED = re.compile(r"(?P<code>.*\S)\s*\\\s*(?P<comment>#.*)$")
_SWALLOWED = re.compile(r"(?P<quote>[\"'])(?P<head>#*)(?P<closers>[)\]}]+)\s*#\s+(?P<text>[^\"']*)(?P=quote)")
_COLOUR = re.compile(r"[0-9a-fA-F]{3}|[0-9a-fA-F]{6}")
_STRUCTURE = frozenset({"never-closed", "invalid", "comma", "mismatch", "unmatched", "string"})
_LONGEST, _WIDEST = 60, 300  # lines of a tail, and characters of one


def lone_marks(lines: Lines, fault: Fault) -> Iterator[Lines]:
    """A mark of a merge that has lost its others: the line left out."""
    at = min(fault.line, len(lines)) - 1
    for n in (at, at + 1, at - 1):
        if 0 <= n < len(lines) and _MARK.match(lines[n]):
            yield [*lines[:n], *lines[n + 1 :]]


def bare_notes(lines: Lines, fault: Fault) -> Iterator[Lines]:
    """A note to the reader, or a path alone: a comment."""
    at = min(fault.line, len(lines)) - 1
    found = _NOTE.match(lines[at][:_WIDEST])
    if found:
        indent = found["indent"] if at else ""
        yield [*lines[:at], f"{indent}# {lines[at].lstrip()}", *lines[at + 1 :]]


def headless_tails(lines: Lines, fault: Fault) -> Iterator[Lines]:
    """Names and a closer below a comment that took their head: comments as well."""
    at = min(fault.line, len(lines)) - 1
    while at > 0 and _is_tail(lines[at]) and not lines[at - 1].lstrip().startswith("#"):
        at -= 1
    if not at or not lines[at - 1].lstrip().startswith("#"):
        return
    end = next((n for n in range(at, min(len(lines), at + _LONGEST)) if lines[n].lstrip().startswith(")")), None)
    if end is None or not all(map(_is_tail, lines[at : end + 1])):
        return
    indent = re.match(r"\s*", lines[at - 1])
    margin = indent.group() if indent else ""
    yield [*lines[:at], *(f"{margin}# {line.removeprefix(margin)}" for line in lines[at : end + 1]), *lines[end + 1 :]]


def _is_tail(line: str) -> bool:
    return len(line) <= _WIDEST and _NAMES.match(line.strip()) is not None


def commented_closers(lines: Lines, fault: Fault) -> Iterator[Lines]:
    """The closer of a bracket that is never closed, where it stands in a comment as far in as the opener's line."""
    if fault.kind not in _STRUCTURE:
        return
    at = min(fault.line, len(lines)) - 1
    for n in range(max(0, at - _LONGEST), min(len(lines), at + _LONGEST)):
        found = _CLOSER.match(lines[n])
        if found and _opens(lines, n, found["indent"], found["code"].rstrip(",")):
            yield [*lines[:n], found["indent"] + found["code"], *lines[n + 1 :]]


def _opens(lines: Lines, at: int, indent: str, closers: str) -> bool:
    """Whether the line above `at` with the same indentation leaves open what `closers` close."""
    head = next((line for line in lines[:at][::-1] if line.strip() and _width(line) <= len(indent)), "")
    wanted = "".join(CLOSING[opener] for opener in reversed(balance(head).openers))
    return _width(head) == len(indent) and wanted.startswith(closers)


def swallowed_closers(lines: Lines, fault: Fault) -> Iterator[Lines]:
    """Closers that a formatter put into strings, taking `#` in those for a comment: behind the strings, everywhere."""
    if fault.kind not in _STRUCTURE:
        return
    changed = [_spat_out(line) if "#" in line else line for line in lines]
    if changed != lines:
        yield changed


def _spat_out(line: str) -> str:
    """The line with closers behind the strings that begin with them, where that closes what was open."""
    position = 0
    while len(line) <= _WIDEST and (found := _SWALLOWED.search(line, position)):
        position = found.end()
        if balance(line[: found.start()]).broken:
            continue
        text = "#" + found["text"] if _COLOUR.fullmatch(found["text"]) else f"# {found['text']}".rstrip()
        quote = found["quote"]
        moved = f"{line[: found.start()]}{quote}{found['head']}{text}{quote}{found['closers']}{line[found.end() :]}"
        before, after = balance(line), balance(moved)
        if len(after.openers) < len(before.openers) or (before.broken and not after.broken):
            line = moved
    return line


def continued_comments(lines: Lines, fault: Fault) -> Iterator[Lines]:
    """A comment behind the backslash that continues a line: above the line."""
    at = min(fault.line, len(lines)) - 1
    found = _CONTINUED.match(lines[at]) if fault.kind == "continuation" and len(lines[at]) <= _WIDEST else None
    if found:
        indent = " " * _width(lines[at])
        yield [*lines[:at], indent + found["comment"], f"{found['code']} \\", *lines[at + 1 :]]


def _width(line: str) -> int:
    return len(line) - len(line.lstrip())
