"""A collection while it is being read: nodes are added in the order of the file, then it is finished into a node."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.stackfile.node import Node
from bot.stackfile.problem import Mark, Problem

MERGE = "<<"


@dataclass(slots=True)
class OpenSequence:
    """A sequence whose end has not been read; `size` and `depth` are those of the node it will be."""

    mark: Mark
    anchor: str | None
    problems: list[Problem]
    size: int = 1
    depth: int = 1
    items: list[Node] = field(default_factory=list)

    def add(self, node: Node) -> None:
        """The next item."""
        self.items.append(node)

    def awaits_key(self) -> bool:
        """A sequence has no keys."""
        return False

    def finish(self) -> Node:
        """The node of the whole sequence."""
        return Node(self.mark, items=self.items, size=self.size, depth=self.depth)


@dataclass(slots=True)
class OpenMapping:
    """A mapping whose end has not been read. A key that cannot stand is reported, and its value passed over."""

    mark: Mark
    anchor: str | None
    problems: list[Problem]
    size: int = 1
    depth: int = 1
    fields: dict[str, Node] = field(default_factory=dict)
    keys: dict[str, Mark] = field(default_factory=dict)
    merged: list[Node] = field(default_factory=list)
    key: str | None = None
    half: bool = False

    def add(self, node: Node) -> None:
        """The next key, or the value of the last one."""
        self.half = not self.half
        if self.half:
            self.key = self._usable_key(node)
        elif self.key == MERGE:
            self._merge(node)
        elif self.key is not None:
            self.fields[self.key] = node

    def awaits_key(self) -> bool:
        """Whether the next node is a key."""
        return not self.half

    def finish(self) -> Node:
        """The node of the whole mapping. Its own keys win over merged ones, and earlier merged ones over later."""
        for base in self.merged:
            for key, value in base.pairs():
                self.fields.setdefault(key, value)
                self.keys.setdefault(key, base.keys[key])
        return Node(self.mark, fields=self.fields, keys=self.keys, size=self.size, depth=self.depth)

    def _usable_key(self, node: Node) -> str | None:
        key = node.value
        if not isinstance(key, str):
            quoted = f'text in quotes, "{node.text[:40]}"' if node.text else "text"
            self.problems.append(Problem(f"{node.shown()} cannot be a key", quoted, mark=node.mark))
            return None
        if key in self.keys:
            what = f"the key {key[:80]!r} is given twice, first in line {self.keys[key].line}"
            self.problems.append(Problem(what, mark=node.mark))
            return None
        if key != MERGE:
            self.keys[key] = node.mark
        return key

    def _merge(self, node: Node) -> None:
        for base in node.items if node.items is not None else [node]:
            if base.fields is None:
                self.problems.append(Problem("<< cannot take this in", "the alias of a mapping", mark=node.mark))
            else:
                self.merged.append(base)


Open = OpenSequence | OpenMapping
