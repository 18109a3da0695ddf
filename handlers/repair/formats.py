"""Mend f-strings whose brackets or braces were damaged, each literal by itself.

Before Python 3.12 the compiler says neither where in an f-string the fault is nor, often, in which; but a literal can
be compiled alone, so every one in a file is asked, and a refused one gets the likeliest small edit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from handlers.repair.judge import compiles

_LITERAL = re.compile(r"""(?<![\w"'])(?:[fF][rR]?|[rR][fF])(?:"(?!"")(?:[^"\\\n]|\\.)*"|'(?!'')(?:[^'\\\n]|\\.)*')""")
_NESTED = 6  # quotes looked at behind a literal, for its end
_LONGEST = 600  # characters of a literal; beyond it nothing is tried
_CLOSING = {"(": ")", "[": "]"}
_GOES_ON = re.compile(r"\.?\w*[\[(]?[^{}]*\}|:[^{}\s]*\}|\[[^{}]*\}")


def mend_formats(text: str) -> str | None:
    """`text` with every refused f-string mended that one edit mends; None where none was."""
    mended = _LITERAL.sub(lambda match: match[0] if _in_comment(match) or _goes_on(match) else _mended(match[0]), text)
    return mended if mended != text else None


def _in_comment(match: re.Match[str]) -> bool:
    start = match.string.rfind("\n", 0, match.start()) + 1
    return "#" in match.string[start : match.start()]


def _goes_on(match: re.Match[str]) -> bool:
    """Whether a refused literal is the beginning of one that holds its own quote in a field, as Python 3.12 allows.

    Before that the quotes inside have to be of the other kind, which is no matter of brackets and braces.
    """
    head, quote, line = match[0][: match[0].index(match[0][-1])], match[0][-1], match.string[match.end() :][:_LONGEST]
    if match[0].count("{") <= match[0].count("}") or compiles(match[0]):
        return False
    ends = [found.end() for found in re.finditer(re.escape(quote), line.partition("\n")[0])]
    for end in ends[:_NESTED]:
        body = match[0][len(head) + 1 :] + line[: end - 1]
        swapped = body.replace(quote, "'" if quote == '"' else '"')
        if body.count("{") == body.count("}") and any(compiles(head + quote + b + quote) for b in (body, swapped)):
            return True
    return False


def _mended(literal: str) -> str:
    if len(literal) > _LONGEST or compiles(literal):
        return literal
    return next((candidate for candidate in _candidates(literal) if compiles(candidate)), literal)


def _candidates(literal: str) -> Iterator[str]:
    """Small edits, likeliest first: close a bracket before its brace, drop a brace that came too early, close a brace
    before text, drop or add a brace elsewhere."""
    braces = [match.start() for match in re.finditer(r"\}", literal)]
    early = [at for at in braces if _GOES_ON.match(literal, at + 1)]
    yield from (f"{literal[:at]}){literal[at + 1 :]}" for at in early if literal[at - 1] == "(")
    yield from _close_brackets(literal)
    yield from (_without(literal, at) for at in early)
    yield from (_move(literal, at) for at in braces)
    for ends in (r"[)\]]+", r"\w+"):
        yield from (literal[: end.end()] + "}" + literal[end.end() :] for end in re.finditer(ends, literal))
    yield from (_without(literal, at) for at in reversed(braces))
    yield from (_without(literal, match.start()) for match in re.finditer(r"[)\]{]", literal))


def _close_brackets(literal: str) -> Iterator[str]:
    """Close, before the brace that ends its field, every bracket a field leaves open."""
    out, depth = "", 0
    still: list[str] = []
    for character in literal:
        if character == "{":
            depth, still = depth + 1, [] if depth == 0 else still
        elif character in _CLOSING and depth:
            still.append(_CLOSING[character])
        elif still and character == still[-1]:
            still.pop()
        elif character == "}" and depth:
            out += "".join(reversed(still))
            still, depth = [], depth - 1
        out += character
    if out != literal:
        yield out


def _without(literal: str, at: int) -> str:
    return literal[:at] + literal[at + 1 :]


def _move(literal: str, at: int) -> str:
    """The brace behind the brackets that follow it: `{len(x}) y` is `{len(x)} y`."""
    end = at + 1
    while end < len(literal) and literal[end] in ")]":
        end += 1
    return literal[:at] + literal[at + 1 : end] + "}" + literal[end:]
