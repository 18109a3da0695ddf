"""What a file may hide from ruff, by one pass of RE2 over its bytes; most files hide nothing and are done with.

Each suspicion below names a test of `handlers.repair.scan.suspects`, which has the next word; an expression here must
find whatever its test would, and may find more. All of them are one automaton, which reads a byte in some two
nanoseconds however many they are, as long as its states are few: what counts (commas, brackets, links) multiplies
them, so that long chains are looked for in samples instead.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

import re2

from handlers.repair.scan.depth import brackets, chains, indented, nested, runs

_LINE = rb"(?:\A|\n)"
_BALANCED = rb"(?:[^()\[\]{}\n]|[(\[{](?:[^()\[\]{}\n]|[(\[{][^()\[\]{}\n]*[)\]}])*[)\]}])*"
_OPEN = rb"[(\[{]" + _BALANCED + rb"[ \t\r\f]*\n"  # a line that ends within brackets
_WORD = rb"(?:async|for|while|with|try|except|finally)\b"
_BLOCK = _WORD + rb"[^\n]*(?:[:\\]|" + _OPEN + rb")"
_ANNOTATED = rb"[ \t]*[A-Za-z_][\w.\[\]]*[ \t]*:"
_SUSPENDS = rb"(?:await|yield|:=)"
_ABOVE = rb"(?:\A|(?:[^,(\[{=\\+\-*/%|&^@~<>\s]|#[^\n]*)[ \t\r\f]*\n|(?:\A|\n)[ \t\r\f]*\n|[:;])"
_OPERATOR = rb"(?:[-+*/%@&|^~<>!;]|==|\b(?:await|lambda|not|and|or|in|is|if|else|for|async)\b)"
_NO_PROSE = rb"(?:[^\s()\[\]{}:=,`#\"']|\"[^\"\n]*\"|'[^'\n]*'|[ \t]*" + _OPERATOR + rb"[ \t]*)*"
_STAR = _ABOVE + rb"[ \t\f]*\*[ \t]*" + _NO_PROSE
_WITH = _LINE + rb"[ \t\f]*(?:async[ \t]+)?with"
_DEEP = 8  # brackets within brackets; the compiler takes at least 90


def _nested(depth: int) -> bytes:
    """Brackets `depth` deep: after each that opens, and before the next, what is closed again and no deeper."""
    other, closed = rb"[^()\[\]{}]", [rb"[^()\[\]{}]*"]
    for _ in range(depth - 2):
        closed.append(rb"(?:" + other + rb"|[(\[{]" + closed[-1] + rb"[)\]}])*")
    return b"".join(rb"[(\[{]" + between for between in reversed(closed)) + rb"[(\[{]"


_SIGNS = (
    ("nul", rb"\x00"),
    ("debug", rb"__debug__[\s\x0b\\]*="),
    ("nonlocal", rb"nonlocal[ \t\\]"),
    ("annotation", rb"(?:\A|[\n;])" + _ANNOTATED + rb"[^\n=;]*" + _SUSPENDS),
    ("annotation", _LINE + _ANNOTATED + rb"[^\n]*[(\[\\][ \t\r\f]*\n[^\n]*" + _SUSPENDS),
    ("generator", rb"async[ \t\\]+def(?:[^\n]|\n+[ \t\r\f\x0b])*yield"),
    ("star", _STAR + rb"[ \t]*(?:[(\[{\\;]|[ \t\r]*(?:#[^\n]*)?(?:\n|\z))"),
    ("blocks", _LINE + rb"(?:    )* {1,3}" + _BLOCK),
    ("blocks", _LINE + rb" *\t[ \t]*" + _BLOCK),
    ("blocks", _LINE + rb" {28}[ \t]*" + _BLOCK),
    ("blocks", _LINE + _WORD + rb"[^\n]*(?:\n(?:[ \t][^\n]*|\r?|#[^\n]*))*\n {24}" + _BLOCK),
    ("blocks", _LINE + rb"[ \t]{99}"),
    ("items", _WITH + rb"[ (\\\t\f](?:[^\n,]*,){4}"),
    (
        "items",
        _WITH + rb"(?:[ \t\f\\][^\n]*)?(?:" + _OPEN + rb"|(?:[\"'][^\n]*[^\n:\s]|\\)[ \t\r\f]*\n)"
        rb"(?:(?:[^,:]|:[^\n])*,){4}",
    ),
    ("brackets", _nested(_DEEP)),
    ("runs", rb"[0-9_]{64}"),
    ("runs", rb"(?:[-+~]{20}[-+~ \t\f\\\r\n]*){8}"),
    ("except*", _LINE + rb"[ \t\f]*except[\s\\]*\*"),
    ("match", _LINE + rb"[ \t\f]*match(?:[ \t]*[(\[{\\]|[ \t]+[\w\"'\-+~*.\x80-\xff]|[\"'\-+~])"),
    (
        "case",
        rb"\n[ \t]+case\b[^\n]*(?:\b[fFrR]{1,2}[\"']|[^\n:\s][ \t\r]*\n|[^\w.\x80-\xff][A-Za-z_\x80-\xff]"
        rb"[\w\x80-\xff]*[ \t)\]}]*\|)|; case",
    ),
)
_FORMAT = rb"(?:\A|[^\w\x80-\xff])(?:[fF][rR]?|[rR][fF])"
_NESTS = rb"(?::[^{}\n]*\{[^{}]*:[^{}]*\{|\{ ?\*[^*])"
_OLD_SIGNS = (  # before Python 3.12 a format string is compiled apart, after parsing
    ("formats", _FORMAT + rb"[\"'][^\n]*\{ ?\*[^*]"),
    ("formats", _FORMAT + rb"[\"'][^\n]*:[^{}\n]*\{[^{}\n]*:[^{}\n]*\{"),
    ("formats", _FORMAT + rb"\"\"\"(?:[^\"]|\"[^\"]|\"\"[^\"])*" + _NESTS),
    ("formats", _FORMAT + rb"'''(?:[^']|'[^']|''[^'])*" + _NESTS),
)

_COOKIE = re.compile(rb"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)", re.MULTILINE)
_PLAIN_COOKIES = (b"utf-8", b"utf8", b"ascii", b"us-ascii")

_SHORTEST = 3_000  # bytes; no chain that is too long for the compiler is shorter
_SAMPLE, _STEP = 256, 4_093  # bytes; a prime, so that no period of the text keeps its links between the samples
_ANY_OTHER = rb"[^()\[\].\-+*/%@&|^~]"
_LINKED = (
    rb"(?:[-+*/%@&|^~]+" + _ANY_OTHER + rb"+){32}",
    rb"(?:\.+" + _ANY_OTHER + rb"+){32}",
    rb"(?:\(" + _ANY_OTHER + rb"*\)" + _ANY_OTHER + rb"*){16}",
    rb"(?:\[" + _ANY_OTHER + rb"*\]" + _ANY_OTHER + rb"*){16}",
    rb"(?:\." + _ANY_OTHER + rb"*\(" + _ANY_OTHER + rb"*\)" + _ANY_OTHER + rb"*){10}",
    rb"(?:(?:not[ (]|elif|lambda| else )(?s:.)*?){32}",
)
_MEASURES: dict[str, Callable[[bytes], bool]] = {
    "brackets": brackets,
    "blocks": lambda data: indented(data) or any(True for _ in nested(data)),
    "runs": runs,
}
_MEMORY = 64_000_000  # bytes the automaton may take; where they do not suffice it starts anew


def suspicions(data: bytes, formats_nest: bool) -> list[str]:
    """What CPython must be asked about, by the names of tests. `formats_nest`: of f-strings, as of Python 3.12."""
    names, automaton = _automaton(formats_nest)
    found = {names[at] for at in automaton.Match(data) or ()}
    if found:
        found -= {"match"} if {"match", "case"} <= found else {"match", "case"}
        found -= {name for name in found if name in _MEASURES and not _MEASURES[name](data)}
    if _by_cookie(data[:400]):
        found.add("cookie")
    if len(data) > _SHORTEST and _may_chain(data) and chains(data):
        found.add("chains")
    return sorted(found)


def _may_chain(data: bytes) -> bool:
    samples = b"\n".join([data[at : at + _SAMPLE] for at in range(0, len(data), _STEP)])
    return bool(_links().Match(samples))


def _by_cookie(head: bytes) -> bool:
    if b"coding" not in head:
        return False
    cookie = _COOKIE.search(b"\n".join(head.split(b"\n", 2)[:2]))
    return cookie is not None and cookie[1].lower().replace(b"_", b"-") not in _PLAIN_COOKIES


@lru_cache(maxsize=2)
def _automaton(formats_nest: bool) -> tuple[list[str], Any]:
    signs = _SIGNS if formats_nest else _SIGNS + _OLD_SIGNS
    return [name for name, _ in signs], _set([pattern for _, pattern in signs])


@lru_cache(maxsize=1)
def _links() -> Any:
    return _set(_LINKED)


def _set(patterns: Iterable[bytes]) -> Any:
    options = re2.Options()
    options.encoding, options.max_mem = re2.Options.Encoding.LATIN1, _MEMORY
    together = re2.Set.SearchSet(options)
    for pattern in patterns:
        together.Add(pattern)
    together.Compile()
    return together
