"""Stray words: what a careless bulk edit leaves lying about, bare words before or between lines of code."""

from __future__ import annotations

import re

from handlers.repair.history.pieces import Kind, Piece
from handlers.repair.words import key

_LED = re.compile(r"[ \t]*(\w+)[ \t]+(?=\S)(.*)", re.DOTALL)
_BARE = re.compile(r"[ \t]*\w+(?:[ \t]+\w+){0,2}[ \t]*\n?")
_SHOUTED = re.compile(r"[A-Z][A-Z0-9_]*")


def is_stray(piece: Piece) -> bool:
    """Whether a piece the compiler refused differs from its ancestor by stray words only.

    Either one word stands before the ancestor's line, or the piece brings lines of at most three bare words, one of
    them in capitals.
    """
    if piece.kind is Kind.CHANGED:
        led = _LED.match(piece.new_text)
        return led is not None and key(led[2]) == key(piece.old_text)
    if piece.kind is Kind.INSERTED:
        return all(is_bare(line) for line in piece.new if key(line))
    return False


def is_bare(line: str) -> bool:
    """Whether a line holds at most three bare words, one of them in capitals."""
    return bool(_BARE.fullmatch(line)) and any(map(_SHOUTED.fullmatch, line.split()))
