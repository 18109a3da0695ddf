"""Sort the compiler's refusals into the few categories a person thinks in."""

from __future__ import annotations

_CATEGORIES = (
    ("unterminated string", ("unterminated", "EOL while scanning", "EOF while scanning")),
    ("f-string", ("f-string",)),
    ("brackets", ("never closed", "does not match opening", "unmatched", "closing parenthesis")),
    ("indentation", ("indent", "Indent", "inconsistent use of tabs")),
    ("numbers", ("decimal literal", "leading zeros", "invalid octal", "invalid hexadecimal", "digit")),
    ("characters", ("invalid character", "non-printable", "line continuation", "null byte", "non-UTF-8", "codec")),
    (
        "misplaced statement",
        ("outside", "__future__", "not properly in loop", "declaration", "import \\*", "unreachable"),
    ),
    ("arguments", ("argument", "parameter")),
)


def category(message: str) -> str:
    """The category of a compiler message; `other syntax` where none fits."""
    return next((name for name, marks in _CATEGORIES if any(mark in message for mark in marks)), "other syntax")
