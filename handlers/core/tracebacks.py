"""Python tracebacks in a log: found, read, and reduced to the root exception and the user's own first frame. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

HEADER = "Traceback (most recent call last):"
_MARGIN = re.compile(r"^\s*\| ?")  # of the members of an exception group
_CONTINUES = re.compile(r"\bvalidation errors? for\b")
_FRAME = re.compile(r'^\s*File "(?P<file>[^"]{1,500})", line (?P<line>\d{1,9})(?:, in (?P<function>.{1,200}))?')
_EXCEPTION = re.compile(r"^(?P<type>[A-Za-z_][\w.]{0,200})(?::\s?(?P<message>.*))?$")
_CHAINED = ("The above exception was the direct cause", "During handling of the above exception")
_FOREIGN = ("site-packages", "dist-packages", "/lib/python3", "\\lib\\python3", "<frozen ", "<string>")
_MISSING_MODULE = re.compile(r"No module named '([^']{1,200})'")
_KEY = re.compile(r"^'([^']{1,200})'$")
_VARIABLE = re.compile(r"\b([A-Z][A-Z0-9]*_[A-Z0-9_]*[A-Z0-9])\b")
_UNSET = re.compile(r"(?i)environ|env(?:ironment)? var|not set|unset|missing|required|must be set|undefined")


@dataclass(frozen=True, slots=True)
class Frame:
    """One line of code on the stack; `own` when it lies neither in the standard library nor in an installed package."""

    file: str
    line: int
    function: str
    code: str = ""

    @property
    def own(self) -> bool:
        """Whether this is the user's own code."""
        return not any(part in self.file for part in _FOREIGN)

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" + (f" in {self.function}" if self.function else "")


@dataclass(frozen=True, slots=True)
class Traceback:
    """One traceback, reduced to its root: of exceptions chained together, the one that began it.

    `frames` run from the outermost call to the line that raised; `line` counts from 0 in the text it was found in.
    """

    exception: str
    message: str
    frames: tuple[Frame, ...]
    line: int = 0

    @property
    def where(self) -> Frame | None:
        """The frame of the user's own code nearest to the failure; the innermost frame when none is theirs."""
        own = [frame for frame in self.frames if frame.own]
        return own[-1] if own else (self.frames[-1] if self.frames else None)

    @property
    def module(self) -> str:
        """The module that cannot be imported, or empty."""
        match = _MISSING_MODULE.search(self.message)
        return match[1] if match and self.exception in ("ModuleNotFoundError", "ImportError") else ""

    @property
    def variable(self) -> str:
        """The environment variable that is not set, or empty."""
        return missing_variable(self.exception, self.message, self.where.code if self.where else "")


def missing_variable(exception: str, message: str, code: str = "") -> str:
    """The environment variable a failure speaks of as missing: by `KeyError: 'JWT_SECRET'`, or in words."""
    if exception == "KeyError":
        key = _KEY.match(message)
        return key[1] if key and ("environ" in code or _VARIABLE.fullmatch(key[1])) else ""
    named = _VARIABLE.search(message)
    return named[1] if named and _UNSET.search(message) else ""


def parse_tracebacks(lines: Iterable[str]) -> tuple[Traceback, ...]:
    """Every traceback in `lines`, each reduced to its root; text around them is skipped."""
    found: list[Traceback] = []
    reader = _Reader()
    for number, line in enumerate(lines):
        if done := reader.feed(number, line.rstrip("\n")):
            found.append(done)
    if last := reader.finish():
        found.append(last)
    return tuple(found)


class _Reader:
    """Reads line by line; holds no more than one traceback."""

    _MOST_FRAMES = 200  # of a recursion, the first are enough
    _MOST_DETAILS = 4  # lines below an exception that belong to its message, as pydantic writes them

    def __init__(self) -> None:
        self._root: Traceback | None = None
        self._frames: list[Frame] | None = None
        self._prefix, self._start, self._chained, self._details = "", 0, False, 0

    def feed(self, number: int, line: str) -> Traceback | None:
        """The traceback that this line shows to have ended, if any."""
        if (at := line.find(HEADER)) >= 0:
            return self._begin(number, line[:at])
        text = _MARGIN.sub("", line.removeprefix(self._prefix))
        if text.startswith(_CHAINED):
            self._chained = self._root is not None
        elif self._frames is not None:
            self._inside(text)
        elif self._root is not None and not self._chained and text.strip():
            return self._after(text)
        return None

    def finish(self) -> Traceback | None:
        """The traceback the text ended in, if any; one cut off before its exception is not told of."""
        root, self._root, self._frames, self._chained = self._root, None, None, False
        return root

    def _begin(self, number: int, prefix: str) -> Traceback | None:
        if self._root is not None and self._root.exception.endswith("ExceptionGroup"):
            self._root = None  # what follows is its first member, which says more than the group does
        ended = None if self._chained else self.finish()
        self._frames, self._start, self._chained, self._prefix = [], number, False, prefix
        return ended

    def _inside(self, text: str) -> None:
        frames = self._frames if self._frames is not None else []
        if match := _FRAME.match(text):
            if len(frames) < self._MOST_FRAMES:
                frames.append(Frame(match["file"], int(match["line"]), match["function"] or ""))
            return
        match = None if text[:1].isspace() else _EXCEPTION.match(text)
        if match:
            self._end(match["type"].rsplit(".", 1)[-1], (match["message"] or "").strip(), frames)
        elif frames and not frames[-1].code:
            last = frames[-1]
            frames[-1] = Frame(last.file, last.line, last.function, text.strip())

    def _end(self, exception: str, message: str, frames: list[Frame]) -> None:
        if self._root is None:  # of a chain, the first one printed is the root
            self._root = Traceback(exception, message, tuple(frames), self._start)
            self._details = self._MOST_DETAILS if _CONTINUES.search(message) else 0
        self._frames = None

    def _after(self, text: str) -> Traceback | None:
        if not self._details or self._root is None:
            return self.finish()
        self._details -= 1
        self._root = replace(self._root, message=f"{self._root.message} {text.strip()}")
        return None
