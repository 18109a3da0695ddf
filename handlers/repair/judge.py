"""The judge: CPython's own compiler. Nothing counts as Python unless it says so."""

from __future__ import annotations

import warnings
from dataclasses import dataclass

# What compile() raises for text it refuses: a NUL byte is a ValueError (a SyntaxError since 3.12), too deep nesting a
# RecursionError or MemoryError, an enormous number an OverflowError, a lone surrogate a UnicodeError (a ValueError).
_REFUSALS = (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why the compiler refused: its message and the line it names (1-based, 0 where it names none)."""

    message: str
    line: int = 0


def refusal(source: str | bytes) -> Refusal | None:
    """None where `source` compiles on this interpreter; bytes are decoded as an import would (cookie, BOM)."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            compile(source, "<repair>", "exec", dont_inherit=True)
        except _REFUSALS as problem:
            message = getattr(problem, "msg", None) or str(problem) or type(problem).__name__
            return Refusal(str(message), getattr(problem, "lineno", None) or 0)
    return None


def compiles(source: str) -> bool:
    """Whether CPython accepts `source`."""
    return refusal(source) is None
