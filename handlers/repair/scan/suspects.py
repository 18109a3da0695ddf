"""Which files may hold an error that ruff does not see, so that CPython must be asked.

What ruff misses even with the rules in `handlers.repair.scan.ruff` was found by running both over the 4,540 refused
snippets of CPython 3.11's own test suite, and over a list of the compiler's remaining errors. Each test below is named
for its class and cheap: a substring, or an expression with a literal head. It may catch more than its class, for a
suspect is only compiled, never condemned.
"""

from __future__ import annotations

import re

import numpy as np

_COOKIE = re.compile(rb"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)", re.MULTILINE)
_PLAIN_COOKIES = (b"utf-8", b"utf8", b"ascii", b"us-ascii")
_NONLOCAL = re.compile(rb"\n[ \t]*nonlocal\b")
_BEFORE_NONLOCAL = re.compile(rb"[ \t]*(?:(?:async[ \t]+)?def\b[^\n]*:|(?:nonlocal|global)\b[^;\n]*)[ \t]*(?:#.*)?\Z")
_EAGER_ANNOTATION = re.compile(rb"(?::|->)[^\n]*(?::=|\bawait\b)")
_CHOICE = re.compile(rb"\n[ \t]+case\b(?:[^\n]*(?:\||\b[fF][\"'])|[^\n]*[^:\s][ \t]*(?=\n))")
_MATCH = re.compile(rb"(?:\A|\n)[ \t]*match\b[^\n]*[:(\[{,][ \t]*(?:#[^\n]*)?(?=\n)")
_STAR_IN_FORMAT = re.compile(rb"[fF][rR]?(?:[\"']{3}|[\"'][^\n]*\{ ?\*)")
_FORMAT_IN_FORMAT = re.compile(rb":\{[^{}]{0,80}:[^{}]{0,80}\{")
_SPACED_FORMAT_IN_FORMAT = re.compile(rb": \{[^{}\n]{0,80}: ?\{[^{}\n]{0,80}\}[^{}\n]{0,40}\}[^\n]{0,40}\}[\"']")
_CONTINUES = (b",\n", b"(\n", b"[\n", b"{\n", b"=\n")
_NARROW_BLOCK = re.compile(rb":[ \t]*\n [^\s]")
_WIDE_BLOCK = re.compile(b" " * 36 + rb"(?:for|while|with|try|async|except|finally)\b")
_STARRED_CALL = re.compile(rb"\*[\w.]+\(")
_BLOCK = re.compile(rb"^([ \t]*)(?:async|for|while|with|try|except|finally)\b", re.MULTILINE)
_BLOCKS = 7  # nested block keywords; the compiler refuses 20, and `try` with handlers counts up to three times
_DEEP = 90  # brackets open at once; the tokenizer refuses 200, the parser may refuse half of that
_CHAIN = 1_000  # links; the compiler's recursion ends near 3,000, less what the caller's own frames take
_SMALL = 180  # bytes; nothing shorter is too deep
_DIGITS = 4_000  # int() refuses more than 4,300 digits
_STEP = 2_048

_KEPT = b"([{)]}+-*/%@&|^~.:"
_DROPPED = bytes(set(range(256)) - set(_KEPT))
_AS_PLUS = bytes.maketrans(b"-*/%@&|^~", b"+" * 9)
_CHAINS = tuple(link * (_CHAIN // len(link)) for link in (b"+", b".", b"()", b"[]", b".()"))
_DEPTH = np.zeros(256, dtype=np.int32)
_DEPTH[list(b"([{")], _DEPTH[list(b")]}")] = 1, -1


def may_hide(data: bytes, formats_nest: bool) -> bool:
    """Whether CPython must be asked about a file. `formats_nest`: f-strings may nest freely (Python 3.12 and later)."""
    marks = data.translate(_AS_PLUS, _DROPPED)
    return (
        b"\0" in data
        or _by_word(data)
        or _by_cookie(data[:400])
        or (len(data) > _SMALL and _too_deep(data, marks))
        or (not formats_nest and _bad_format(data, marks))
    )


def _by_word(data: bytes) -> bool:
    return (
        b"__debug__" in data
        or b"except*" in data
        or b"except *" in data
        or (b"nonlocal" in data and _late_nonlocal(data))
        or (b"__future__" in data and (b":=" in data or b"await" in data) and bool(_EAGER_ANNOTATION.search(data)))
        or (b"match" in data and b"case" in data and bool(_CHOICE.search(data)) and bool(_MATCH.search(data)))
        or _starred_call(data)
    )


def _late_nonlocal(data: bytes) -> bool:
    """A `nonlocal` that does not directly follow its `def` line: the name may be used before it."""
    starts = (match.start() for match in _NONLOCAL.finditer(data))
    lines = (data[data.rfind(b"\n", 0, start) + 1 : start] for start in starts)
    return b"; nonlocal" in data or b";nonlocal" in data or not all(map(_BEFORE_NONLOCAL.match, lines))


def _starred_call(data: bytes) -> bool:
    """`*f(...)` as a statement of its own: what stands before it on its line is blank or a semicolon."""
    for match in _STARRED_CALL.finditer(data):
        start = data.rfind(b"\n", 0, match.start()) + 1
        if data[start : match.start()].rpartition(b";")[2].strip() or data[max(0, start - 2) : start] in _CONTINUES:
            continue
        end = data.find(b"\n", match.end())
        line = data[match.start() : end if end > 0 else len(data)].rstrip()
        if not line.endswith(b",") or line.count(b"(") != line.count(b")"):
            return True
    return False


def _by_cookie(head: bytes) -> bool:
    cookie = _COOKIE.search(b"\n".join(head.split(b"\n", 2)[:2]))
    return cookie is not None and cookie[1].lower().replace(b"_", b"-") not in _PLAIN_COOKIES


def _bad_format(data: bytes, marks: bytes) -> bool:
    """The marks alone, a twentieth of the file, tell most files that hold no such format."""
    if b"{+" in marks and bool(_STAR_IN_FORMAT.search(data)):
        return b"{*" in data or b"{ *" in data
    return b":{" in marks and (
        bool(_FORMAT_IN_FORMAT.search(data)) or (b": {" in data and bool(_SPACED_FORMAT_IN_FORMAT.search(data)))
    )


def _too_deep(data: bytes, marks: bytes) -> bool:
    return _brackets_or_chains(marks) or _blocks(data) or _digits(data) or _keyword_chain(data)


def _brackets_or_chains(marks: bytes) -> bool:
    if len(marks) < _DEEP:
        return False
    depth = np.cumsum(_DEPTH[np.frombuffer(marks, dtype=np.uint8)])
    if int(depth.max() - depth.min()) >= _DEEP and int((depth - np.minimum.accumulate(depth)).max()) >= _DEEP:
        return True
    return len(marks) >= _CHAIN and any(chain in marks for chain in _CHAINS)


def _blocks(data: bytes) -> bool:
    """Nested blocks or indentation. A run of 36 spaces covers four neighbours among every eighth byte."""
    wide = b" " * 4 in data[::8] and b" " * 36 in data
    if wide and b"\n" + b" " * 99 in data:
        return True
    if not (wide and _WIDE_BLOCK.search(data)) and b"\t" * 9 not in data and not _NARROW_BLOCK.search(data):
        return False
    stack: list[int] = []
    for match in _BLOCK.finditer(data):
        indent = len(match[1])
        while stack and stack[-1] >= indent:
            stack.pop()
        stack.append(indent)
        if len(stack) >= _BLOCKS:
            return True
    return False


def _digits(data: bytes) -> bool:
    """A run of digits that long covers two neighbouring samples."""
    sample = data[::_STEP]
    if not re.search(rb"[0-9_]{2}", sample):
        return False
    return bool(re.search(rb"[0-9_]{%d}" % _DIGITS, data))


def _keyword_chain(data: bytes) -> bool:
    """Three thousand links of the shortest, ` not `, take 12,000 bytes, of the others twice that."""
    if len(data) < 12 * _CHAIN:
        return False
    longer = (b"elif", b"lambda", b" else ") if len(data) > 20 * _CHAIN else ()
    return any(data.count(word) > _CHAIN for word in (b"not not", *longer))
