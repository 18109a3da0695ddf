"""What is too deep or too long for CPython's compiler and not for ruff: brackets, blocks, chains, digits.

Long chains are looked for in samples first: the compiler gives in near 3,000 links, which fill many samples. Runs on
the configured interpreter: nothing newer than Python 3.7 in here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from handlers.repair.scan.definition import any_refused

_SMALL = 180  # bytes; nothing shorter is too deep, but for the items of a `with`
_DEEP = 90  # brackets open at once; the tokenizer refuses 200, the parser may refuse half of that
_BRACKETS = bytes.maketrans(b"[{]}", b"(())")
_NO_OTHERS = b":*"
_BLOCK = re.compile(rb"^([ \t]*)(?:async|for|while|with|try|except|finally)\b", re.MULTILINE)
_BLOCK_START = b":\n "
_BLOCKS = 7  # nested block keywords; the compiler refuses 20, and `try` with handlers counts up to three times
_ITEMS = 6  # commas between the items of one `with` statement; each item counts as a block
_DEPTH = 12  # brackets within brackets that are taken out of its items
_STRING = re.compile(rb"\"[^\"\n]*\"|'[^'\n]*'")
_INNERMOST = re.compile(rb"\([^()\[\]{}]*\)|\[[^()\[\]{}]*\]|\{[^()\[\]{}]*\}")
_WIDE = b" " * 36
_WIDE_BLOCKS = tuple(_WIDE + word for word in (b"for ", b"while", b"with", b"try:", b"async", b"except", b"finally"))
_INDENTED = re.compile(rb"\n[ \t]{99}")
_WITH = re.compile(rb"with[ (\\\t\f]")
_HEADER = 8_000  # bytes a `with` statement's items are looked for in
_SPARSELY = re.compile(rb"[0-9_]{12}")
_DIGITS = re.compile(rb"[0-9_]{4000}")  # int() refuses more than 4,300 digits
_SPARSE = 290  # bytes between samples: less than half of the shortest run below
_CHAIN = 1_000  # links; the compiler's recursion ends near 3,000, less what the caller's own frames take
_SHORTEST = 3_000  # bytes; no chain of that many links is shorter
_LONG = 250_000  # bytes; larger files are not sampled but looked through
_SAMPLE, _STEP = 256, 4_096
_LINKS = bytes.maketrans(b"-*/%@&|^~", b"+" * 9)
_NO_LINKS = bytes(sorted(set(range(256)) - set(b"()[]+-*/%@&|^~.")))
_SIGNS = tuple((sign * 2, sign * 600) for sign in (b"-", b"+", b"~"))  # before one operand
_SHORT_RUNS = (b"+" * 16, b"." * 16, b"()" * 8, b"[]" * 8, b".()" * 5)  # a chain fills a sample at least
_RUNS = tuple(link * (_CHAIN // len(link)) for link in (b"+", b".", b"()", b"[]", b".()"))
_WORDS = (b"not ", b"elif", b"lambda", b" else ", b"not(")


def too_deep(data: bytes, marks: bytes) -> bool:
    """Whether `data` may be too deep. `marks`: its brackets, colons and stars, nothing else, in order."""
    if len(data) <= _SMALL:
        return any_refused(data, _many_items(data))
    return _brackets(marks) or _blocks(data) or (len(data) > _SHORTEST and (_runs(data) or _chains(data)))


def _brackets(marks: bytes) -> bool:
    """Pairs are taken out from the inside, round by round: there are as many rounds as brackets are deep."""
    if len(marks) < _DEEP:
        return False
    left = marks.translate(_BRACKETS, _NO_OTHERS)
    for _ in range(_DEEP):
        fewer = left.replace(b"()", b"")
        if len(fewer) == len(left):
            return b"(" * _DEEP in left
        if len(fewer) < _DEEP:
            return False
        left = fewer
    return bool(left)


def _blocks(data: bytes) -> bool:
    """Nested blocks or indentation, and `with` statements of many items, which count as blocks each."""
    narrow = any(margin % 4 for margin in islice(_margins(data), 4))
    wide = _WIDE in data and (b"\n" + b" " * 99 in data or any(block in data for block in _WIDE_BLOCKS))
    tabs = b"\t" in data and (b"\t" * 9 in data or b"\n \t" in data or b"\n  \t" in data)
    if (narrow or wide or tabs) and (_INDENTED.search(data) or any_refused(data, _nested(data))):
        return True
    return any_refused(data, _many_items(data))


def _margins(data: bytes) -> Iterator[int]:
    """How far the lines after headers of blocks are indented by spaces."""
    at = data.find(_BLOCK_START)
    while at >= 0:
        line = data[at + 2 : at + 100]
        yield len(line) - len(line.lstrip(b" "))
        at = data.find(_BLOCK_START, at + 2)


def _many_items(data: bytes) -> Iterator[int]:
    """Where a `with` statement of many items: what stands in brackets, but for those around all of them, is none."""
    for match in _WITH.finditer(data):
        at = match.start()
        if not _is_statement(data, at):
            continue
        end = data.find(b":\n", at, at + _HEADER)
        end = end if end >= 0 else at + _HEADER
        if data.count(b",", at, end) > _ITEMS:
            header = data[at + 4 : end].lstrip(b" \t\\\n")
            items = _STRING.sub(b"", header[header.startswith(b"(") :])
            for _ in range(_DEPTH):
                items = _INNERMOST.sub(b"", items)
            if items.partition(b":")[0].count(b",") > _ITEMS:
                yield at


def _is_statement(data: bytes, at: int) -> bool:
    if data[at - 1 : at].isalnum():
        return False
    before = data[data.rfind(b"\n", 0, at) + 1 : at].strip()
    return not before or before == b"async" or before.endswith((b":", b";"))


def _nested(data: bytes) -> Iterator[int]:
    stack: list[int] = []
    for match in _BLOCK.finditer(data):
        indent = len(match[1])
        while stack and stack[-1] >= indent:
            stack.pop()
        stack.append(indent)
        if len(stack) >= _BLOCKS:
            yield match.start()


def _runs(data: bytes) -> bool:
    """A run of signs covers two samples, one of digits more than twelve."""
    samples = data[::_SPARSE]
    if any(few in samples and many in data for few, many in _SIGNS):
        return True
    return bool(_SPARSELY.search(samples)) and bool(_DIGITS.search(data))


def _chains(data: bytes) -> bool:
    if len(data) < _LONG:
        samples = b"\n".join([data[at : at + _SAMPLE] for at in range(0, len(data), _STEP)])
        marks = samples.replace(b"--", b"").replace(b"..", b"").replace(b"**", b"").translate(_LINKS, _NO_LINKS)
        words = [word for word in _WORDS if samples.count(word) * _STEP > _CHAIN // 4 * _SAMPLE]
    else:
        marks, words = b"", list(_WORDS)
    if len(data) >= _LONG or any(run in marks for run in _SHORT_RUNS):
        marks = data.translate(_LINKS, _NO_LINKS)
        if any(run in marks for run in _RUNS):
            return True
    return any(data.count(word) > _CHAIN for word in words)
