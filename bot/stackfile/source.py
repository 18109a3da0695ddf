"""From a path to the text of the file, refusing whatever cannot be a stack file before anything looks inside."""

from __future__ import annotations

import hashlib
import re
import stat
from dataclasses import dataclass
from pathlib import Path

from bot.stackfile.problem import Mark, Problem

LARGEST = 4 * 1024 * 1024  # bytes; ten thousand services fit
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_FOREIGN = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16", b"\x00\x00\xfe\xff": "UTF-32", b"\x1f\x8b": "gzip"}


class Unreadable(Exception):
    """The file cannot be read as text; `problem` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.what)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Source:
    """The `text` of the file, and the `digest` (SHA-256, hexadecimal) of its bytes, by which a change is noticed."""

    text: str
    digest: str


def decode(content: bytes) -> Source:
    """UTF-8 text without byte order mark. Raises Unreadable at the first byte or character that is none."""
    if len(content) > LARGEST:
        raise Unreadable(_too_large(len(content)))
    for magic, name in _FOREIGN.items():
        if content.startswith(magic):
            raise Unreadable(Problem(f"the file is {name}", "UTF-8 text"))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8", "replace")
        what = f"the byte 0x{content[error.start]:02x} is not UTF-8"
        raise Unreadable(Problem(what, "text saved as UTF-8", mark=mark_at(before, len(before)))) from None
    if junk := _CONTROL.search(text):
        what = f"the character U+{ord(junk[0]):04X} does not belong in a text file"
        raise Unreadable(Problem(what, "YAML text", mark=mark_at(text, junk.start())))
    return Source(text, hashlib.sha256(content).hexdigest())


def mark_at(text: str, index: int) -> Mark:
    """The line and column of the character at `index` of `text`."""
    head = text[:index].replace("\r\n", "\n").replace("\r", "\n")
    return Mark(head.count("\n") + 1, len(head) - head.rfind("\n"))


def read_bytes(path: Path) -> bytes:
    """The content of the file at `path`. Raises Unreadable for a missing, oversized or special one."""
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise Unreadable(Problem("this is a directory", f"the stack file, perhaps {path / 'stack.yaml'}"))
        if not stat.S_ISREG(status.st_mode):
            raise Unreadable(Problem("this is a device or a pipe", "a regular file"))
        if status.st_size > LARGEST:
            raise Unreadable(_too_large(status.st_size))
        with path.open("rb") as file:
            return file.read(LARGEST + 1)
    except FileNotFoundError:
        raise Unreadable(Problem("there is no such file", "a stack file (give --stack FILE or MEDIC_STACK)")) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "the name is not one a file can have"
        raise Unreadable(Problem(f"the file cannot be read: {reason}")) from None


def _too_large(size: int) -> Problem:
    return Problem(f"the file is too large ({size / 1e6:.1f} MB)", f"at most {LARGEST // 1024 // 1024} MB")
