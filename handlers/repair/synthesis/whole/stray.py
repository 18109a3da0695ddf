"""Stray words (`PRE`, `MERGED_BLOCK POST`): what a careless bulk edit leaves on lines of their own, or before code."""

from __future__ import annotations

import re
from collections.abc import Iterator

_SHOUTED = r"[A-Z][A-Z0-9_]{2,}"
_MOST = 3  # words of a line that holds nothing else
_LED = re.compile(r"(?P<indent>\s*)(?P<first>[A-Za-z_]\w*)(?:\s+(?P<second>[A-Za-z_]\w*))?\s+(?=\S)")
_BEFORE_CODE = re.compile(rf"\s*{_SHOUTED}\s+[\w@#]")
_ODD = re.compile(rf"{_SHOUTED} [@\[({{\"']")
_LOUD, QUIET, _MORE = 1.0, 2.4, 0.3  # prices of a stray word in capitals, of another, of a second one


def bare(line: str) -> list[str]:
    """The words of a line that holds at most three of them and nothing else, one in capitals; none for other lines."""
    found = line.split(maxsplit=_MOST)
    stray = 0 < len(found) <= _MOST and all(re.fullmatch(r"\w+", word) for word in found)
    return found if stray and any(re.fullmatch(_SHOUTED, word) for word in found) else []


def begins_oddly(text: str) -> bool:
    """Whether a word in capitals and a space stand before what it would be written close to, if it belonged to it."""
    return _ODD.match(text) is not None


def may_be_led(line: str) -> bool:
    """Whether a word in capitals stands before another word, so that it says nothing of the file's names."""
    return _BEFORE_CODE.match(line) is not None or bool(bare(line))


def without(line: str) -> Iterator[tuple[float, str]]:
    """What is left of `line` when it begins with a stray word, or two of them, each with its price."""
    found = _LED.match(line)
    if not found:
        return
    price = _LOUD if re.fullmatch(_SHOUTED, found["first"]) else QUIET
    yield price, found["indent"] + line[found.end("first") :].lstrip()
    if found["second"] and price == _LOUD:
        yield price + _MORE, found["indent"] + line[found.end() :]
