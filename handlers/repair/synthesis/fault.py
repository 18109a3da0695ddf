"""What CPython says is wrong with a text, and where."""

from __future__ import annotations

import re
from dataclasses import dataclass

_CLASSES = (
    ("never-closed", "was never closed"),
    ("comma", "Perhaps you forgot a comma"),
    ("mismatch", "does not match opening parenthesis"),
    ("unmatched", "unmatched "),
    ("block", "expected an indented block"),
    ("indent", "unexpected indent"),
    ("dedent", "unindent does not match"),
    ("print", "Missing parentheses in call"),
    ("dict-colon", "':' expected after dictionary key"),
    ("dict-value", "expression expected after dictionary key"),
    ("colon", "expected ':'"),
    ("except", "expected 'except' or 'finally' block"),
    ("equal", "Maybe you meant '=='"),
    ("annotation", "illegal target for annotation"),
    ("assign", "cannot assign to"),
    ("zeros", "leading zeros"),
    ("number", "invalid decimal literal"),
    ("number", "invalid hexadecimal literal"),
    ("string", "unterminated string literal"),
    ("triple", "unterminated triple-quoted"),
    ("fstring", "f-string"),
    ("character", "invalid character"),
    ("character", "invalid non-printable"),
    ("continuation", "unexpected character after line continuation"),
    ("stage", "outside "),
    ("eof", "unexpected EOF"),
    ("expected", "expected "),
    ("invalid", "invalid syntax"),
)
_QUOTED = re.compile(r"'([^']*)'")


@dataclass(frozen=True, slots=True)
class Fault:
    """A refusal by the compiler.

    `kind` is a short class of the message, `start` and `end` are offsets into the text of what was reported, `line`
    counts from 1, `header` is the line a missing block belongs to (0 where there is none).
    """

    kind: str
    message: str
    start: int
    end: int
    line: int
    header: int = 0


def find_fault(source: str) -> Fault | None:
    """CPython's first complaint about `source`, or None where it compiles. Never raises; warnings are the caller's."""
    try:
        compile(source, "<repair>", "exec", dont_inherit=True)
    except SyntaxError as error:
        return _from_error(source, error)
    except (ValueError, MemoryError, RecursionError, OverflowError) as error:
        kind = "nul" if isinstance(error, ValueError) else "depth"
        return Fault(kind, str(error), 0, 0, 1)
    return None


def classify(message: str) -> str:
    """The short class of a compiler message, `other` where it is none of the known."""
    return next((kind for kind, part in _CLASSES if part in message), "other")


def _from_error(source: str, error: SyntaxError) -> Fault:
    message = error.msg or ""
    kind = classify(message)
    line = max(1, error.lineno or 1)
    start = offset_of(source, line, error.offset or 1)
    end = start
    if error.end_lineno and error.end_offset and error.end_offset > 0:
        end = max(start, offset_of(source, error.end_lineno, error.end_offset))
    header = 0
    if kind == "block":
        found = re.search(r"on line (\d+)", message)
        header = int(found.group(1)) if found else 0
    return Fault(kind, message, start, end, line, header)


def offset_of(source: str, line: int, column: int) -> int:
    """The offset of 1-based `line` and `column` in `source`, kept inside the text."""
    before = source.split("\n", line - 1)
    if len(before) < line:
        return len(source)
    return min(len(source) - len(before[-1]) + max(0, column - 1), len(source))


def quoted(message: str) -> tuple[str, ...]:
    """The quoted words of a message, such as the brackets it names."""
    return tuple(_QUOTED.findall(message))
