"""Whether a file may hold an error that ruff does not see, where `handlers.repair.scan.screen` suspects one.

What ruff misses even with the rules in `handlers.repair.scan.ruff` was found by running both over the refused snippets
of CPython 3.11's own test suite, and over a list of the compiler's remaining errors. Each test below is named for its
class and finds places, around which a definition is compiled. It may catch more than its class, for what is confirmed
is only compiled, never condemned. Runs on the configured interpreter: nothing newer than Python 3.7 in here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from handlers.repair.scan.definition import any_refused
from handlers.repair.scan.depth import indented, many_items, nested

_NONLOCAL = re.compile(rb"nonlocal[ \t\\]+([\w \t,]+)")
_WORD = re.compile(rb"\w")
_COLON = re.compile(rb"[ \t\\]*:(?!=)")
_FUNCTION = re.compile(rb"^([ \t]*)(?:async[ \t]+)?(?:def|class)\b", re.MULTILINE)
_DEBUG = re.compile(rb"__debug__[\s\\]*=(?!=)")
_ANNOTATED = re.compile(
    rb"^[ \t]*(?!(?:else|try|finally|lambda|if|elif|while|for|with|except|def|class|async)\b)[A-Za-z_][\w.\[\]]*"
    rb"[ \t]*:(?!=)"
)
_IN_ANNOTATION = {b"await": re.compile(rb"await\b"), b"yield": re.compile(rb"yield\b"), b":=": re.compile(rb":=")}
_ASYNC = re.compile(rb"async[ \t\\]+def[ \t\f\\\r\n]+[\w\x80-\xff]+[ \t\f]*[(\[\\]")
_RETURN = re.compile(rb"(?:^|[:;])[ \t]*return\b[ \t]*[^\s#;]", re.MULTILINE)
_YIELD = re.compile(rb"\byield\b")
_YIELD_FROM = re.compile(rb"\byield[ \t\\]+from\b")
_HEADER = re.compile(rb"(?:async[ \t]+)?def\b")
_CHOICE = re.compile(
    rb"\n[ \t]+case\b(?:[^\n]*(?:\b[fF][rR]?[\"']|\b[rR][fF][\"'])|[^\n]*[^:\s][ \t]*(?=\n)"
    rb"|[^\n]*(?<![\w.\x80-\xff])(?!(?:None|True|False)\b)[A-Za-z_\x80-\xff][\w\x80-\xff]*[ \t)\]}]*\|)"
)
_EXCEPT_STAR = re.compile(rb"^([ \t\f]*)except[\s\\]*\*[^\n]*", re.MULTILINE)
_JUMP = re.compile(rb"\b(?:break|continue|return)\b")
_STAR = re.compile(rb"\*(?:(?<=  \*)|(?<=[\n\t:;]\*)|(?<=[:;\n] \*)|(?<=\A\*))(?![*=])([^\n]*)")
_STRING = re.compile(rb"\"[^\"\n]*\"|'[^'\n]*'")
_OPERATOR = re.compile(rb"\b(?:await|lambda|not|and|or|in|is|if|else|for|async)\b")
_PROSE = re.compile(rb"[\w)\]}][ \t]+\w|`|[\w)][.!?]?[ \t]*$(?<=[.!?:])|^[^\w\x80-\xff\"'(\[{.+~-]|->")
_INNERMOST = re.compile(rb"\([^()\[\]{}]*\)|\[[^()\[\]{}]*\]|\{[^()\[\]{}]*\}")
_OPEN_STRING = re.compile(rb"[\"']")
_CONTINUED = re.compile(rb"[,(\[{=\\+\-*/%|&^@~<>:]\Z|\b(?:and|or|not|in|is|if|else|for|return|lambda)\Z")
_STAR_IN_FIELD = re.compile(rb"\{ ?\*(?!\*)")
_FORMAT_IN_FORMAT = re.compile(rb"\{[^{}]{0,80}:[^{}]{0,80}(?=\{)")  # behind a colon; sought by its rarer brace
_COLON_BEFORE = re.compile(rb":[^{}\n]{0,80}\Z")
_FORMAT = re.compile(rb"(?:[fF][rR]?|[rR][fF])(\"\"\"|'''|[\"'])")

_ONLY_AST = 0x400  # ast.PyCF_ONLY_AST


def confirms(data: bytes, suspicions: list[str]) -> bool:
    """Whether one of these, by the names `handlers.repair.scan.screen` gives them, is worth compiling the file for."""
    return any(name not in _TESTS or _TESTS[name](data) for name in suspicions)


def _jumping_handlers(data: bytes) -> Iterator[int]:
    """`break`, `continue` or `return` in an `except*` block; a string may hide where the block ends."""
    for match in _EXCEPT_STAR.finditer(data):
        block = match[0] + _block(data, match.end(), len(match[1]))
        if _JUMP.search(block) or b'"""' in block or b"'''" in block or b"\\\n" in block:
            yield match.start() + 1


def _block(data: bytes, start: int, margin: int) -> bytes:
    """The lines after `start` that are indented by more than `margin`."""
    end = re.compile(rb"\n[ \t]{0,%d}[^\s]" % margin).search(data, start)
    return data[start : end.start() if end else len(data)]


def _late_nonlocals(data: bytes) -> Iterator[int]:
    return (match.start() for match in _NONLOCAL.finditer(data) if _late_nonlocal(data, match))


def _late_nonlocal(data: bytes, match: re.Match[bytes]) -> bool:
    """The name may be used in the function before it is declared, or annotated anywhere."""
    line = data.rfind(b"\n", 0, match.start()) + 1
    ahead = data[line : match.start()]
    if ahead.strip() and not ahead.rstrip().endswith((b";", b":")):
        return False
    start = _function_start(data, line, len(ahead) - len(ahead.lstrip(b" \t")) or len(ahead))
    head = data[start : start + 400]
    margin = len(head) - len(head.lstrip(b" \t")) if start else 0
    before, after = data[start : match.start()], _block(data, match.end(), margin)
    names = match[1].replace(b",", b" ").split()
    return any(name in before and _used(before, name) for name in names) or any(
        _annotated(after, name) for name in names
    )


def _used(block: bytes, name: bytes) -> bool:
    """Whether `name` stands in the block as a word of its own."""
    at = block.find(name)
    while at >= 0:
        if not _WORD.match(block[max(0, at - 1) : at]) and not _WORD.match(block, at + len(name)):
            return True
        at = block.find(name, at + 1)
    return False


def _annotated(block: bytes, name: bytes) -> bool:
    at = block.find(name)
    while at >= 0:
        if _COLON.match(block, at + len(name)):
            before = block[block.rfind(b"\n", 0, at) + 1 : at].strip()
            if not before or before.endswith((b";", b":")):
                return True
        at = block.find(name, at + 1)
    return False


def _function_start(data: bytes, line: int, margin: int) -> int:
    """Where the nearest line above that is indented by less than `margin` and opens a function or a class begins."""
    at = line
    while at > 0:
        before = data.rfind(b"\n", 0, at - 1) + 1
        found = _FUNCTION.match(data, before)
        if found and len(found[1]) < margin:
            return before
        at = before
    return 0


def _eager_annotations(data: bytes) -> Iterator[int]:
    """`await`, `yield` or `:=` in the annotation of a variable; the annotation may have begun a line earlier."""
    if b"__future__" not in data:
        return
    for word, pattern in _IN_ANNOTATION.items():
        if word in data:
            yield from (match.start() for match in pattern.finditer(data) if _annotates(data, match.start()))


def _annotates(data: bytes, at: int) -> bool:
    line = data.rfind(b"\n", 0, at) + 1
    found = _ANNOTATED.match(data[line:at].rpartition(b";")[2])
    if found:
        return b"=" not in found.string[found.end() :]
    above = data[data.rfind(b"\n", 0, max(0, line - 1)) + 1 : line].rstrip()
    return above.endswith((b"(", b"[", b"\\")) and bool(_ANNOTATED.match(above))


def _async_generators(data: bytes) -> Iterator[int]:
    """An asynchronous function with a `yield` and a `return` of something, or a `yield from`, in its own lines."""
    for match in _ASYNC.finditer(data):
        line = data.rfind(b"\n", 0, match.start()) + 1
        margin = match.start() - line if data[line : match.start()].isspace() else 0
        block = _block(data, match.end(), margin)
        if b"yield" in block and (b"from" in block or _RETURN.search(block)):
            own = _without_bodies(block)
            if _YIELD_FROM.search(own) or (_YIELD.search(own) and _RETURN.search(own)):
                yield match.start()


def _without_bodies(block: bytes) -> bytes:
    """`block` without the bodies of the functions in it; their headers may hold what belongs to the block."""
    kept, inner = [], -1
    for line in block.split(b"\n"):
        text = line.lstrip(b" \t")
        margin = len(line) - len(text)
        if inner >= 0 and text and margin <= inner:
            inner = -1
        if inner < 0:
            kept.append(line)
            inner = margin if _HEADER.match(text) and text.partition(b"#")[0].rstrip().endswith(b":") else -1
    return b"\n".join(kept)


def _choices(data: bytes) -> Iterator[int]:
    """A pattern with a format string or a bare name before an alternative, or one that goes on in the next line."""
    yield from (match.start() + 1 for match in _CHOICE.finditer(data))
    at = data.find(b"; case")
    if at >= 0:
        yield at


def _lone_stars(data: bytes) -> Iterator[int]:
    """`*f(...)` as a statement of its own: not in brackets opened above, not prose, no tuple."""
    return (match.start() for match in _STAR.finditer(data) if _lone_star(data, match))


def _lone_star(data: bytes, match: re.Match[bytes]) -> bool:
    rest = match[1].partition(b" #")[0].strip()
    if not rest or b"://" in rest:
        return False
    if rest.endswith(b",") and rest.count(b"(") <= rest.count(b")"):
        return False
    plain = _collapsed(_OPERATOR.sub(b"+", _STRING.sub(b"0", rest))).partition(b";")[0].rstrip()
    if b":" in plain or b"=" in plain.replace(b"==", b"") or _PROSE.search(plain) or _closes_more(plain):
        return False
    if _OPEN_STRING.search(plain) and b'"""' not in plain and b"'''" not in plain:
        return False
    if plain.count(b"(") == plain.count(b")") and not _parses(rest):
        return False
    start = data.rfind(b"\n", 0, match.start()) + 1
    before = data[start : match.start()].strip()
    if before:
        return before.endswith((b";", b":"))
    above = data[data.rfind(b"\n", 0, max(0, start - 1)) + 1 : max(0, start - 1)]
    above = (b" " + above).partition(b" #")[0].rstrip()
    return above.endswith(b":") or not _CONTINUED.search(above)


def _parses(expression: bytes) -> bool:
    """Whether it may stand behind a star. A statement may follow it, and a string may go on in the next line."""
    try:
        compile(b"f(*" + expression.partition(b";")[0].rstrip(b"\\ \t") + b")", "", "eval", _ONLY_AST, True)
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return any(mark in expression for mark in (b"[", b"{", b'"""', b"'''")) or expression.endswith(b"\\")
    return True


def _collapsed(text: bytes) -> bytes:
    """`text` without what stands in its closed brackets."""
    fewer = _INNERMOST.sub(b"0", text)
    return text if fewer == text else _collapsed(fewer[:400])


def _closes_more(text: bytes) -> bool:
    return any(text.count(closing) > text.count(opening) for opening, closing in ((b"(", b")"), (b"[", b"]")))


def _bad_formats(data: bytes) -> Iterator[int]:
    """A starred field, or a field within the format of another that stands in a third's."""
    for match in _FORMAT.finditer(data):
        end = data.find(b"\n" if len(match[1]) == 1 else match[1], match.end())
        end = end if end >= 0 else len(data)
        if _stars(data, match.end(), end) or _nests(data, match.end(), end):
            yield match.start()


def _stars(data: bytes, start: int, end: int) -> bool:
    return bool(_STAR_IN_FIELD.search(data, start, end))


def _nests(data: bytes, start: int, end: int) -> bool:
    """Whether a field stands in the format of another, which has one in its own."""
    return data.count(b"{", start, end) > 1 and any(
        _COLON_BEFORE.search(data, max(start, match.start() - 81), match.start())
        for match in _FORMAT_IN_FORMAT.finditer(data, start, end)
    )


def _refused_where(places: Callable[[bytes], Iterator[int]]) -> Callable[[bytes], bool]:
    return lambda data: any_refused(data, places(data))


_TESTS: dict[str, Callable[[bytes], bool]] = {
    "debug": lambda data: bool(_DEBUG.search(data)),
    "nonlocal": _refused_where(_late_nonlocals),
    "annotation": _refused_where(_eager_annotations),
    "generator": _refused_where(_async_generators),
    "star": _refused_where(_lone_stars),
    "case": _refused_where(_choices),
    "except*": _refused_where(_jumping_handlers),
    "blocks": lambda data: indented(data) or any_refused(data, nested(data)),
    "items": _refused_where(many_items),
    "formats": _refused_where(_bad_formats),
}
