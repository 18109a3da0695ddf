"""Mend f-strings whose brackets, braces or inner quotes were damaged, each literal by itself.

Before Python 3.12 the compiler says neither where in an f-string the fault is nor, often, in which; but a literal can
be compiled alone, so every one in a file is asked, and a refused one gets the likeliest small edits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from handlers.repair.fields import Fields
from handlers.repair.judge import compiles

_TRIALS = 1_000  # texts compiled in a second: what leads to each takes longer than compiling it
_LONGEST = 20_000  # characters of a literal; beyond it nothing is tried
_NESTED = 400  # characters of one that may hold its own quote
_OPENS = re.compile(r"(?P<comment>#[^\n]*)|(?P<prefix>(?<![\w\"'])[a-zA-Z]{1,2})?(?P<quote>\"\"\"|'''|\"|')")
_ENDS = {
    "'": re.compile(r"(?:[^'\\\n]|\\[^\n])*(?P<end>')"),
    '"': re.compile(r"(?:[^\"\\\n]|\\[^\n])*(?P<end>\")"),
    "'''": re.compile(r"(?:[^'\\]|\\.|'(?!''))*(?P<end>''')", re.DOTALL),
    '"""': re.compile(r"(?:[^\"\\]|\\.|\"(?!\"\"))*(?P<end>\"\"\")", re.DOTALL),
}
_ESCAPED = re.compile(r"\\(?P<quote>[\"'])")
_BRACED = re.compile(r"(?<!\{)\{(?!\{)[^{}]*")


class Literal(NamedTuple):
    """An f-string in a text: where it begins and ends, its prefix and its quote."""

    begin: int
    end: int
    prefix: str
    quote: str


def mend_formats(text: str, budget: float = 5.0) -> str | None:
    """`text` with every refused f-string mended that a few edits mend, within `budget` seconds; None where none was."""
    mended = _mended(text, round(_TRIALS * budget))
    return mended if mended != text else None


def _mended(text: str, trials: int) -> str:
    found, position = "", 0
    for literal in _literals(text):
        if trials <= 0:
            break
        if literal.begin < position:
            continue
        own = text[literal.begin : literal.end]
        if ("{" not in own and "}" not in own) or len(own) > _LONGEST or compiles(own):
            continue
        fields = Fields(literal.prefix, literal.quote, trials)
        end, changed = _nested(text, literal) or (literal.end, _changed(own, literal, fields))
        trials = fields.trials
        if changed is not None:
            found += text[position : literal.begin] + changed
            position = end
    return found + text[position:]


def _literals(text: str) -> Iterator[Literal]:
    """The f-strings of `text` that end, in order; a quote that closes nothing on its line opens nothing."""
    position = 0
    while found := _OPENS.search(text, position):
        position = found.end()
        if found["comment"]:
            continue
        prefix, quote = found["prefix"] or "", found["quote"]
        body = _ENDS[quote].match(text, found.end())
        if body is None:
            continue
        position = body.end()
        if "f" in prefix.lower():
            yield Literal(found.start(), body.end(), prefix, quote)


def _nested(text: str, literal: Literal) -> tuple[int, str] | None:
    """Where a literal that holds its own quote within fields ends, and the literal with the other quote there."""
    if len(literal.quote) > 1:
        return None
    start = literal.begin + len(literal.prefix) + 1
    other = "'" if literal.quote == '"' else '"'
    depth, body = 0, ""
    for at in range(start, min(len(text), start + _NESTED)):
        mark = text[at]
        if mark == "\n" or (mark == other and depth):
            return None
        if mark == literal.quote and not depth:
            whole = literal.prefix + literal.quote + body + literal.quote
            return (at + 1, whole) if at + 1 > literal.end and compiles(whole) else None
        depth = max(0, depth + (mark == "{") - (mark == "}"))
        body += other if mark == literal.quote else mark
    return None


def _changed(own: str, literal: Literal, fields: Fields) -> str | None:
    """The refused literal `own` mended; None where nothing does."""
    edge = len(literal.prefix) + len(literal.quote)
    body = own[edge : len(own) - len(literal.quote)]
    inner = _mended(body, fields.trials) if "f" in body.lower() else body
    for trial in dict.fromkeys((_unescaped(inner, literal.quote), inner)):
        mended = fields.mended(trial)
        whole = own[:edge] + (mended or "") + literal.quote
        if mended is not None and compiles(whole):
            return whole
    return None


def _unescaped(body: str, quote: str) -> str:
    """`body` without backslashes before the quotes within its fields, which are of the other kind then."""
    other = "'" if quote[0] == '"' else '"'
    return _BRACED.sub(lambda field: _ESCAPED.sub(other, field.group()), body)
