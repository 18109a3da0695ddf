"""Style: what a formatter writes differently and no damage does, since it says the same."""

from __future__ import annotations

import ast
import io
import tokenize


def is_same(first: str, second: str) -> bool:
    """Whether two texts that compile are one program with the same comments, however they are laid out."""
    if first == second:
        return True
    try:
        return ast.dump(ast.parse(first)) == ast.dump(ast.parse(second)) and _remarks(first) == _remarks(second)
    except (RecursionError, tokenize.TokenError):  # nested too deep to compare, or a line end Python alone accepts
        return False


def only_shifted(first: str, second: str) -> bool:
    """Whether two texts differ in nothing but their lines' indentation and lines of blanks: damage looks like that."""
    return _lines(first) == _lines(second)


def _remarks(text: str) -> list[str]:
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return ["".join(token.string.split()) for token in tokens if token.type == tokenize.COMMENT]


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if not line.isspace()]
