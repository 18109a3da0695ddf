"""Bytes to text and back without loss: BOM, coding cookie, line endings, bytes that fit no encoding."""

from __future__ import annotations

import codecs
import io
import tokenize
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Codec:
    """How a file's bytes stand for text. `newline`: the ending all lines share, or '' where they differ."""

    encoding: str = "utf-8"
    errors: str = "strict"
    bom: bool = False
    newline: str = "\n"

    def encode(self, text: str) -> bytes:
        """The bytes of `text` as this file writes them. UnicodeError where its encoding has no such character."""
        if self.newline not in ("", "\n"):
            text = text.replace("\n", self.newline)
        return (codecs.BOM_UTF8 if self.bom else b"") + text.encode(self.encoding, self.errors)


def decode(data: bytes) -> tuple[str, Codec]:
    """The text of a Python file and how to write it back; never fails: odd bytes become lone surrogates."""
    bom = data.startswith(codecs.BOM_UTF8)
    body = data[len(codecs.BOM_UTF8) :] if bom else data
    encoding = _encoding(data)
    try:
        text, errors = body.decode(encoding), "strict"
        if text.encode(encoding) != body:
            raise UnicodeError
    except UnicodeError:
        encoding, errors = "utf-8", "surrogateescape"
        text = body.decode(encoding, errors)
    newline = _newline(text)
    if newline not in ("", "\n"):
        text = text.replace(newline, "\n")
    return text, Codec(encoding, errors, bom, newline)


def as_text(data: bytes, like: Codec) -> str:
    """Another version's text, its line endings as the file with codec `like` has them inside."""
    text, codec = decode(data)
    if like.newline and not codec.newline:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text


def _encoding(data: bytes) -> str:
    try:
        found, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
    except SyntaxError:
        return "utf-8"
    return "utf-8" if found == "utf-8-sig" else found


def _newline(text: str) -> str:
    lone = text.count("\r") - text.count("\r\n")
    feeds = text.count("\n") - text.count("\r\n")
    if not text.count("\r"):
        return "\n"
    if not feeds and not lone:
        return "\r\n"
    return "\r" if not text.count("\n") else ""
