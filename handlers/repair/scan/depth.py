"""What is too deep or too long for CPython's compiler and not for ruff: brackets, blocks, runs of signs and digits.

Every test takes time in proportion to the text. Runs on the configured interpreter too: nothing newer than Python 3.7
in here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_DEEP = 90  # brackets open at once; the tokenizer refuses 200, the parser may refuse half of that
_BRACKETS = bytes.maketrans(b"[{]}", b"(())")
_NO_BRACKETS = bytes(sorted(set(range(256)) - set(b"()[]{}")))
_BLOCK = re.compile(rb"\n([ \t]*)(async|for|while|with|try|except|finally)\b([^\n]*)")
_BLOCKS = 20  # nested blocks are refused by the compiler
_WEIGHTS = {b"for": 1, b"while": 1, b"try": 3, b"except": 3, b"finally": 3}  # blocks each keyword makes at most
_INDENTED = re.compile(rb"\n[ \t]{99}")
_WITH = re.compile(rb"with[ (\\\t\f]")
_ITEMS = 6  # commas between the items of one `with` statement; each item counts as a block
_HEADER = 8_000  # bytes a `with` statement's items are looked for in
_INNER = 12  # brackets within brackets that are taken out of its items
_STRING = re.compile(rb"\"[^\"\n]*\"|'[^'\n]*'")
_LITERAL = re.compile(rb"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'")
_INNERMOST = re.compile(rb"\([^()\[\]{}]*\)|\[[^()\[\]{}]*\]|\{[^()\[\]{}]*\}")
_DIGITS = re.compile(rb"(?<![0-9_])[0-9_]{4000}")  # int() refuses more than 4,300 digits
_SIGNS = (b"-" * 600, b"+" * 600, b"~" * 600)  # before one operand
_CHAIN = 1_000  # links; the compiler's recursion ends near 3,000, less what the caller's own frames take
_LINKS = bytes.maketrans(b"-*/%@&|^~", b"+" * 9)
_NO_LINKS = bytes(sorted(set(range(256)) - set(b"()[]+-*/%@&|^~.")))
_CHAINS = tuple(link * (_CHAIN // len(link)) for link in (b"+", b".", b"()", b"[]", b".()"))
_WORDS = (b"not ", b"elif", b"lambda", b" else ", b"not(")


def brackets(data: bytes) -> bool:
    """Whether too many are open at once.

    Pairs are taken out from the inside, round by round: there are as many rounds as brackets are deep.
    """
    left = data.translate(_BRACKETS, _NO_BRACKETS)
    for done in range(1, _DEEP + 1):
        fewer = left.replace(b"()", b"")
        if len(fewer) == len(left):
            return b"(" * _DEEP in left
        if done + fewer.count(b"(") < _DEEP:
            return False
        left = fewer
    return bool(left)


def indented(data: bytes) -> bool:
    """Whether a line is indented by about as much as the tokenizer refuses."""
    return bool(_INDENTED.search(data))


def nested(data: bytes) -> Iterator[int]:
    """Where blocks that count towards the compiler's limit are nested deeply."""
    stack: list[tuple[int, int]] = []  # margins, and the blocks down to there
    for match in _BLOCK.finditer(b"\n" + data):
        margin = len(match[1])
        while stack and stack[-1][0] >= margin:
            stack.pop()
        deep = (stack[-1][1] if stack else 0) + (_WEIGHTS.get(match[2]) or _items(match[3]))
        stack.append((margin, deep))
        if deep >= _BLOCKS:
            yield match.start()


def _items(header: bytes) -> int:
    """The items of a `with` statement, by the rest of its first line, as far as `many_items` does not find them."""
    goes_on = not header.partition(b"#")[0].rstrip().endswith(b":")
    return _ITEMS + 1 if goes_on else min(_ITEMS, header.count(b",")) + 1


def many_items(data: bytes) -> Iterator[int]:
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
            for _ in range(_INNER):
                items = _INNERMOST.sub(b"", items)
            if items.partition(b":")[0].count(b",") > _ITEMS:
                yield at


def _is_statement(data: bytes, at: int) -> bool:
    if data[at - 1 : at].isalnum():
        return False
    before = data[data.rfind(b"\n", 0, at) + 1 : at].strip()
    return not before or before == b"async" or before.endswith((b":", b";"))


def runs(data: bytes) -> bool:
    """Whether digits or signs follow each other without an end."""
    return any(signs in data for signs in _SIGNS) or bool(_DIGITS.search(data)) or chains(data)


def chains(data: bytes) -> bool:
    """Whether one link follows another: operators, attributes, calls, subscripts, or words that nest what follows."""
    return (_links(data) and _links(_LITERAL.sub(b"", data))) or any(data.count(word) > _CHAIN for word in _WORDS)


def _links(data: bytes) -> bool:
    marks = data.translate(_LINKS, _NO_LINKS)
    return any(chain in marks for chain in _CHAINS)
