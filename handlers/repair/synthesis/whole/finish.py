"""The lines a mend made laid out as the others of the file are."""

from __future__ import annotations

import re
from collections.abc import Sequence

from handlers.repair.synthesis.whole.sound import balance, is_header, stands

_MARKS = ('"""', "'''")


def finished(before: Sequence[str], after: Sequence[str]) -> list[str]:
    """`after` with its new lines laid out: comments set off, bodies below their heads, closing quotes by themselves."""
    return closed_below(before, broken_out(before, spaced(before, after)))


def spaced(before: Sequence[str], after: Sequence[str]) -> list[str]:
    """`after` with two spaces before the comments behind code in lines that `before` has not, where there was none."""
    known = set(before)
    return [line if line in known else _spaced(line) for line in after]


def broken_out(before: Sequence[str], after: Sequence[str]) -> list[str]:
    """`after` with the body of a block that begins on its header's line below that, unless `before` has such lines."""
    known = set(before)
    parts = [[line] if line in known else list(_parted(line) or (line,)) for line in after]
    if all(len(each) == 1 for each in parts) or any(_parted(line) for line in before):
        return list(after)
    return [part for each in parts for part in each]


def _parted(line: str) -> tuple[str, str] | None:
    """The header and the statement behind it on a line that has both."""
    for found in re.finditer(r":\s+(?=\S)", line) if is_header(line) else ():
        head, rest = line[: found.start() + 1], line[found.end() :]
        if not balance(head).openers and not rest.startswith("#") and stands(head) and stands(rest):
            return head, line[: (len(line) - len(line.lstrip()))] + "    " + rest
    return None


def _spaced(line: str) -> str:
    end = len(balance(line).code)
    tight = 0 < end < len(line) and not line[end - 1].isspace()
    return f"{line[:end]}  {line[end:]}" if tight else line


def closed_below(before: Sequence[str], after: Sequence[str]) -> list[str]:
    """`after` with quotes put behind the last line of a docstring below it, unless the file has them behind others."""
    known = set(before)
    found: list[str] = []
    for line in after:
        mark = line[-3:]
        if line in known or mark not in _MARKS or line[:-3] not in known or mark in line[:-3]:
            found.append(line)
            continue
        opener = next((each for each in reversed(found) if mark in each), "")
        indent = opener[: len(opener) - len(opener.lstrip())]
        alone = opener.lstrip().startswith(mark) and not any(_ends_text(each, mark) for each in before)
        found += [line[:-3], indent + mark] if alone else [line]
    return found


def _ends_text(line: str, mark: str) -> bool:
    """Whether a line of text ends with the quotes that close it."""
    return line.rstrip().endswith(mark) and line.count(mark) == 1 and line.strip() != mark
