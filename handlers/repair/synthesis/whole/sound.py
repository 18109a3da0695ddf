"""Whether a line, or a few, could stand in a program as they are, whatever surrounds them."""

from __future__ import annotations

import ast
import functools
import re
import warnings
from collections.abc import Iterator
from typing import NamedTuple

from handlers.repair.synthesis.whole.stray import begins_oddly

_TREE_ALONE = 0x400  # ast.PyCF_ONLY_AST
_REMEMBERED = 4_000  # letters of a text whose verdict is kept
_SCOPE = "async def _():\n while _:\n  "
_MARK = re.compile(
    r"(?P<text>(?:\b[rRbBfFuU]{1,2})?(?:\"\"\"(?:\\.|(?!\"\"\")[^\\])*\"\"\"|'''(?:\\.|(?!''')[^\\])*'''"
    r"|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'))|(?P<comment>#[^\n]*)|(?P<quote>[\"'])|(?P<bracket>[()\[\]{}])",
    re.DOTALL,
)
CLOSING = {"(": ")", "[": "]", "{": "}"}
_OPENED = {")": "_(", "]": "_[", "}": "{"}
_HEADER = re.compile(r"(?:async\s+)?(?:if|elif|else|for|while|def|class|with|try|except|finally|match|case)\b")
_AFTER_IF, _AFTER_TRY = re.compile(r"el(?:if|se)\b"), re.compile(r"(?:except|finally)\b")
_BEFORE_VALUE = re.compile(r"\s*(?:\.\s*\w|[-+*/%|&^<>=]|(?:and|or|in|is|for|not in|if|else)\b)")
_WANTS_VALUE = re.compile(r"(?:[-+*/%|&^<>=.:]|\b(?:and|or|in|is|not|for|if|else|lambda|from|import|await))\s*$")


class Balance(NamedTuple):
    """Brackets of a text outside its strings: `closers` nothing there opened, `openers` nothing there closes."""

    closers: str
    openers: str
    broken: bool  # a quote without its other end, or a bracket closed by one of another kind
    code: str  # the text up to its comment


def balance(text: str) -> Balance:
    """What `text` leaves open and closes."""
    closers, stack, broken, end = "", "", False, len(text)
    for found in _MARK.finditer(text):
        if found["quote"]:
            broken = True
        elif found["comment"]:
            end = found.start() if "\n" not in text[found.start() :] else end
        elif bracket := found["bracket"]:
            if bracket in CLOSING:
                stack += bracket
            elif not stack:
                closers += bracket
            else:
                broken = broken or CLOSING[stack[-1]] != bracket
                stack = stack[:-1]
    return Balance(closers, stack, broken, text[:end])


def brackets(text: str) -> Iterator[tuple[int, str]]:
    """Where brackets stand outside strings and comments."""
    yield from ((found.start(), found.group()) for found in _MARK.finditer(text) if found["bracket"])


def is_header(line: str) -> bool:
    """Whether a line begins as the head of a block does."""
    return _HEADER.match(line.lstrip()) is not None


def parses(text: str) -> bool:
    """Whether the parser alone accepts `text`."""
    return _parses(text) if len(text) > _REMEMBERED else _known(text)


def _parses(text: str) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            compile(text, "<line>", "exec", _TREE_ALONE, dont_inherit=True)
        except (SyntaxError, ValueError, MemoryError, RecursionError, OverflowError):
            return False
    return True


_known = functools.lru_cache(maxsize=50_000)(_parses)


def stands(text: str) -> bool:
    """Whether `text` is one logical line, or the head of a block, wherever it is indented to."""
    body = text.lstrip()
    if begins_oddly(body):
        return False
    if body.startswith("@"):
        return parses(_SCOPE + body + "\n  def _(): pass")
    head, deeper = _SCOPE, "\n   pass"
    if _AFTER_IF.match(body):
        head += "if _: pass\n  "
    elif _AFTER_TRY.match(body):
        head += "try: pass\n  "
    elif body.startswith("try"):
        deeper += "\n  finally: pass"
    if is_header(body) and parses(head + body + deeper):
        return True
    if re.match(r"case\b", body):
        return parses(_SCOPE + "match _:\n   " + body + "\n    pass")
    # The pass behind it refuses a text of several logical lines, of which the last would be indented otherwise.
    return parses(head + body + "\n  pass") if head == _SCOPE else parses(head + body)


@functools.lru_cache(maxsize=20_000)
def pointless(text: str) -> bool:
    """Whether a logical line that stands seems to do nothing.

    It is a name, a comparison, several values, a string on one line, or ends with a comma.
    """
    body = text.lstrip()
    if is_header(body) or body.startswith("@"):
        return False
    if body.rstrip().endswith(","):
        return True
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            tree = ast.parse("async def _():\n " + body)
        except (SyntaxError, ValueError, MemoryError, RecursionError):
            return False
    node = tree.body[0].body[0] if isinstance(tree.body[0], ast.AsyncFunctionDef) else None
    value = node.value if isinstance(node, ast.Expr) else None
    return value is not None and not isinstance(value, _USEFUL) and not body.startswith(_TRIPLE)


_USEFUL = (ast.Call, ast.Await, ast.Yield, ast.YieldFrom, ast.ListComp)
_TRIPLE = ('"""', "'''", 'r"""', "...")


@functools.lru_cache(maxsize=50_000)
def sound(line: str) -> bool:
    """Whether one physical line could be part of a program: what it closes was opened before, and so on."""
    text = line.strip()
    if not text or text.startswith("#"):
        return True
    state = balance(text)
    if state.broken or begins_oddly(text):
        return False
    if not state.closers and not state.openers and stands(text):
        return True
    return any(parses(_SCOPE + trial) for trial in _frames(state))


def _frames(state: Balance) -> Iterator[str]:
    """Programs that `state.code` would be a line of, likely ones first."""
    code = state.code.strip()
    opened = "".join(_OPENED[bracket] for bracket in reversed(state.closers))
    closed = "".join(CLOSING[bracket] for bracket in reversed(state.openers))
    wanting = " _" if _WANTS_VALUE.search(code) else ""
    tail = wanting + closed if state.openers else wanting
    for front in ("_ ", "") if _BEFORE_VALUE.match(code) else ("", "_ "):
        whole = opened + front + code + tail
        yield from (whole, f"_({whole})", "{" + whole + "}", f"_[{whole}]", f"def _({whole}): pass")
    if code.endswith(":"):
        rest = "".join(_OPENED[bracket] for bracket in reversed(state.closers[:-1]))
        yield from (f"{head}{rest}{code}\n   pass" for head in ("def _(", "if (", "if [", "if {") if state.closers)
        yield "_ = {" + opened + code + closed + " _}"
    if state.openers:
        yield from (code + end for end in (f"{closed}:\n   pass", f" _{closed}:\n   pass"))
        yield from (code + end for end in (f" as _{closed}: pass", f" _ in _{closed}: pass", f" _{closed}"))
    if code.startswith("if"):
        yield from (f"[_ for _ in _ {code}{tail}]", f"_({opened}_ {code}{tail} else _)")
    if code.startswith("else"):
        yield from (f"_({opened}_ if _ {code}{tail})", f"{opened}_ if _ {code}{tail}")
