"""Regular expressions that take time in proportion to the text, whatever it is: those of RE2 (github.com/google/re2).

Python's own engine tries every way to match, so that a pattern such as `(a+)+$` takes hours on a few dozen letters;
what a target answers is not ours to choose, and the event loop would stand still meanwhile.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import re2

_LOOKAROUND = ("(?=", "(?!", "(?<=", "(?<!")


def check_linear(pattern: str) -> str:
    """`pattern` again if it can be used; ValueError with the reason if not."""
    _compiled(pattern)
    return pattern


def holds(pattern: str, text: str) -> bool:
    """Whether `pattern` is found anywhere in `text`; `$` also stands before a line end that closes the text.

    Raises ValueError for a pattern that `check_linear` refuses.
    """
    compiled = _compiled(pattern)
    found = compiled.search(text) is not None
    return found or (text.endswith("\n") and compiled.search(text[:-1]) is not None)


def compile_linear(pattern: str, *, ignore_case: bool = False) -> Any:
    """The pattern, to be used as one of `re`'s would be; ValueError with the reason where it cannot be."""
    options = re2.Options()
    options.log_errors = False
    options.case_sensitive = not ignore_case
    try:
        return re2.compile(pattern, options)
    except re2.error as error:
        raise ValueError(f"this pattern cannot be used ({_reason(pattern, error)}), expected RE2's syntax") from None
    except UnicodeEncodeError:
        raise ValueError("this pattern cannot be used (half a character in it), expected RE2's syntax") from None


@lru_cache(maxsize=1024)
def _compiled(pattern: str) -> Any:
    return compile_linear(pattern)


def _reason(pattern: str, error: Exception) -> str:
    """RE2's own words, and what is not to be had in linear time named as that."""
    told = error.args[0] if error.args else ""
    words = told.decode("utf-8", "replace") if isinstance(told, bytes) else str(told)
    if any(mark in pattern for mark in _LOOKAROUND) and "perl operator" in words:
        return "looking ahead or behind takes more than linear time"
    if "invalid escape sequence" in words and words.rstrip()[-1:].isdigit():
        return "referring back to a group takes more than linear time"
    return words
