"""A tokenizer that never refuses: whatever the text, every character ends up in some token or between two."""

from __future__ import annotations

import keyword
import re
from dataclasses import dataclass

_TOKEN = re.compile(
    r"""
    (?P<COMMENT>\#[^\r\n]*)
  | (?P<STRING>[rRbBuUfF]{0,2}(?:\"\"\"(?:\\.|[^\\])*?\"\"\"|'''(?:\\.|[^\\])*?'''
        |"(?!"")(?:\\.|[^"\\\n])*"|'(?!'')(?:\\.|[^'\\\n])*'))
  | (?P<BAD>[rRbBuUfF]{0,2}(?:\"\"\"|'''|"[^\n]*|'[^\n]*))
  | (?P<NUMBER>(?:0[xX][\da-fA-F_]+|0[oObB][\d_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d+)?[jJ]?))
  | (?P<NAME>[^\W\d]\w*)
  | (?P<NL>\r?\n)
  | (?P<JOIN>\\\r?\n)
  | (?P<PROMPT>>>>)
  | (?P<OP>\*\*=|//=|>>=|<<=|->|:=|\.\.\.|[-+*/%&|^<>=!@]=|\*\*|//|<<|>>|[-+*/%&|^~<>=@.,:;()\[\]{}])
  | (?P<SPACE>[ \t\f]+)
  | (?P<ODD>.)
    """,
    re.VERBOSE | re.DOTALL,
)

OPENERS = {"(": ")", "[": "]", "{": "}"}
CLOSERS = {")": "(", "]": "[", "}": "{"}
KEYWORDS = frozenset(keyword.kwlist)
CONSTANTS = frozenset({"None", "True", "False"})


@dataclass(frozen=True, slots=True)
class Token:
    """One piece of source text.

    `kind` is NAME, KEYWORD, NUMBER, STRING, BAD (a string that never ends), OP, NL, PROMPT or ODD; `start` and `end`
    are offsets into the text, `line` counts from 1, `first` says that it opens its line, `depth` counts the brackets
    around it.
    """

    kind: str
    text: str
    start: int
    end: int
    line: int
    first: bool = False
    depth: int = 0


def tokenize(source: str) -> list[Token]:
    """All tokens of `source` but white space and comments; empty lines leave no NL behind."""
    found: list[Token] = []
    line, depth, first = 1, 0, True
    for match in _TOKEN.finditer(source):
        kind = match.lastgroup or "ODD"
        text = match.group()
        if kind == "SPACE" or kind == "COMMENT":
            continue
        if kind == "JOIN":
            line += 1
            continue
        if kind == "NL":
            if not first:
                found.append(Token("NL", "\n", match.start(), match.end(), line, False, depth))
            line += 1
            first = True
            continue
        if kind == "NAME" and text in KEYWORDS and text not in CONSTANTS:
            kind = "KEYWORD"
        elif kind == "OP" and text in CLOSERS:
            depth = max(0, depth - 1)
        found.append(Token(kind, text, match.start(), match.end(), line, first, depth))
        if text in OPENERS and kind == "OP":
            depth += 1
        line += text.count("\n") if kind == "STRING" else 0
        first = False
    return found


def ends_value(token: Token) -> bool:
    """Whether an expression may end with `token`."""
    return token.kind in ("NAME", "NUMBER", "STRING", "BAD") or token.text in CLOSERS or token.text == "..."


def starts_value(token: Token) -> bool:
    """Whether an expression may start with `token`."""
    if token.kind in ("NAME", "NUMBER", "STRING", "BAD"):
        return True
    return token.text in OPENERS or token.text in ("-", "~", "not", "lambda", "await", "yield", "...")
