"""Words that are no Python, or are no longer: glued keywords, hyphens in names, numbers and prefixes of Python 2."""

from __future__ import annotations

import re
from collections.abc import Iterator

from handlers.repair.synthesis.fault import Fault

Lines = list[str]

_STRING = r"(?P<string>[rRbBfF]{0,2}(?:\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*')|#.*)"
_FROM = re.compile(r"(?P<head>\s*from\s+[\w.]+)\s+import(?=[A-Za-z_*])")
_FROM_GLUED = re.compile(r"(?P<head>\s*from\s+[\w.]+?)import\s+(?=[\w*(])")
_TWO = re.compile(r"(?P<first>(?P<indent>\s*)import\s+[\w.]+?)(?P<second>import\s+[\w.]+.*)$")
_HYPHENS = re.compile(r"(?P<head>\s*(?:async\s+)?(?:def|class)\s+)(?P<name>\w+(?:-+\w+)+)(?=\s*[(:])")
_NOT_IS = re.compile(r"\bnot\s+is\b")
_OCTAL = re.compile(_STRING + r"|(?<![\w.])0+(?P<digits>[1-9]\d*)(?![\w.])")
_LONG = re.compile(_STRING + r"|(?<![\w.])(?P<digits>0[xX][0-9a-fA-F]+|\d+)[lL]\b")
_UNICODE = re.compile(r"(?<![\w\"'])[uU](?=[rR][\"'])")
_WORD = re.compile(
    _STRING
    + r"|(?<=\.)(?P<word>async|await)\b|(?<=[(,] )(?P<name>async)(?=\s*=[^=])|(?<=\()(?P<other>async)(?=\s*=[^=])"
)
_LAMBDA = re.compile(r"(?<=[=(,])(?P<space>\s*)(?:l|lambd|lamda|lamba|lambada)(?=\s*:|\s+\w+\s*:)")
_WIDEST = 2_000  # characters of a line that is looked at
_MODE = 3  # digits from which on a number with a leading zero is an octal one: a file's mode


def respelt(lines: Lines, fault: Fault) -> Iterator[Lines]:
    """What is written as Python 2 has it as Python 3 does, everywhere; the misspelt in the line of the fault right."""
    at = min(fault.line, len(lines)) - 1
    if len(lines[at]) > _WIDEST:
        return
    if _renewed(lines[at]) != lines[at]:
        yield [_renewed(line) for line in lines]
    for rule in _RULES:
        changed = rule(lines[at])
        if changed != lines[at]:
            yield [*lines[:at], *changed.split("\n"), *lines[at + 1 :]]


def _renewed(line: str) -> str:
    """Numbers, prefixes and names that Python 2 took."""
    return _reserved(_unicode(_long(_octal(line))))


def _parted(line: str) -> str:
    """`from a importB` and `from aimport B`; two plain imports in a row, each on a line of its own."""
    found = _TWO.match(line)
    if found:
        return f"{found['first']}\n{found['indent']}{found['second']}"
    return _FROM_GLUED.sub(r"\g<head> import ", _FROM.sub(r"\g<head> import ", line))


def _named(line: str) -> str:
    return _HYPHENS.sub(lambda found: found["head"] + re.sub("-+", "_", found["name"]), line)


def _denied(line: str) -> str:
    return _NOT_IS.sub("is not", line)


def _octal(line: str) -> str:
    def written(found: re.Match[str]) -> str:
        digits = found["digits"]
        if digits is None:
            return found.group()
        return f"0o{digits}" if len(digits) >= _MODE and set(digits) <= set("01234567") else digits

    return _OCTAL.sub(written, line)


def _long(line: str) -> str:
    return _LONG.sub(lambda found: found["digits"] or found.group(), line)


def _unicode(line: str) -> str:
    return _UNICODE.sub("", line)


def _reserved(line: str) -> str:
    """What was a name before Python 3.7, as the attribute or argument it is."""
    return _WORD.sub(lambda found: found.group() + "_" * (found["string"] is None), line)


def _lambda(line: str) -> str:
    return _LAMBDA.sub(r"\g<space>lambda", line)


_RULES = (_parted, _named, _denied, _lambda)
