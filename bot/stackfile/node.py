"""The tree of a YAML file: plain values that remember where they were written, and what was written there."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from bot.stackfile.problem import Mark

Scalar = str | int | float | bool | None

_WORDS: dict[str, Scalar] = {"": None, "~": None}
_WORDS |= dict.fromkeys(("null", "Null", "NULL"))
_WORDS |= dict.fromkeys(("true", "True", "TRUE"), True)
_WORDS |= dict.fromkeys(("false", "False", "FALSE"), False)
_INTEGER = re.compile(r"[-+]?(0|[1-9]\d{0,17})", re.ASCII)
_FLOAT = re.compile(r"[-+]?(\d{1,18}\.\d{0,18}|\.\d{1,18}|\d{1,18}(?=[eE]))([eE][-+]?\d{1,3})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Node:
    """One value of the file.

    A scalar has a `value`, and the `text` as it was written; a mapping has `fields`, with the place of each key in
    `keys`; a sequence has `items`. `size` counts the nodes below and including this one,
    and `depth` its levels, aliases written out.
    """

    mark: Mark
    value: Scalar = None
    text: str = ""
    fields: dict[str, Node] | None = None
    keys: dict[str, Mark] = field(default_factory=dict)
    items: list[Node] | None = None
    size: int = 1
    depth: int = 1

    def at(self, *path: str) -> Node:
        """The node below these keys; an empty one where there is none, so that checks need not ask at every step."""
        node = self
        for key in path:
            node = (node.fields or {}).get(key) or Node(node.mark)
        return node

    def pairs(self) -> Iterator[tuple[str, Node]]:
        """The keys and values of a mapping; nothing for anything else."""
        yield from (self.fields or {}).items()

    def list(self) -> Iterator[Node]:
        """The items of a sequence; nothing for anything else."""
        yield from self.items or ()

    def texts(self) -> Iterator[tuple[str, Mark]]:
        """The items of a sequence that are text, each with its place."""
        for item in self.list():
            if isinstance(item.value, str):
                yield item.value, item.mark

    def data(self) -> Any:
        """The plain value: dict, list or scalar."""
        if self.fields is not None:
            return {key: node.data() for key, node in self.fields.items()}
        if self.items is not None:
            return [node.data() for node in self.items]
        return self.value

    def shown(self) -> str:
        """What stands here, in words short enough for a message; variables stay names."""
        if self.fields is not None:
            return "a mapping"
        if self.items is not None:
            return "a list"
        return "nothing" if self.value is None else repr(self.text[:60])


def resolve(text: str) -> Scalar:
    """The value of an unquoted scalar by YAML 1.2's core schema.

    Version 1.1 would read `on` as true, `1:30` as ninety and `010` as eight, which nobody who writes them means.
    """
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _FLOAT.fullmatch(text) and math.isfinite(number := float(text)):
        return number
    return text
