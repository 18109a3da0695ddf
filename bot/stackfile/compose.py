"""From YAML text to a tree of marked nodes, in bounded time and memory whatever the text holds.

It works on the parser's events with a stack of its own: no recursion, and a limit is met before it hurts.
"""

from __future__ import annotations

from typing import Any

import yaml

from bot.stackfile.builders import Open, OpenMapping, OpenSequence
from bot.stackfile.node import Node, resolve
from bot.stackfile.problem import Mark, Problem, unknown_name
from bot.stackfile.syntax import explain_syntax
from bot.stackfile.variables import Variables

DEEPEST = 40  # levels, aliases written out
MOST_NODES = 250_000  # values, aliases written out
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_PLAIN_TAGS = {f"tag:yaml.org,2002:{name}" for name in ("str", "map", "seq")} | {"!", None}


class Unparsable(Exception):
    """Reading cannot go on; `problem` says why, and where."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.what)
        self.problem = problem


def compose(text: str, variables: Variables) -> tuple[Node, list[Problem]]:
    """The tree of the one document in `text`, and the mistakes that did not keep it from being read.

    Raises Unparsable for broken syntax, several documents, and whatever is too deep or too large.
    """
    composer = _Composer(variables)
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            composer.take(event)
    except yaml.MarkedYAMLError as error:
        raise Unparsable(explain_syntax(error, text)) from None
    except (yaml.YAMLError, ValueError) as error:
        raise Unparsable(Problem(f"this is not YAML: {str(error)[:120]}")) from None
    if composer.root is None:
        raise Unparsable(Problem("the file is empty", "at least version: 1 and environments"))
    return composer.root, composer.problems


class _Composer:
    def __init__(self, variables: Variables) -> None:
        self.root: Node | None = None
        self.problems: list[Problem] = []
        self._variables = variables
        self._open: list[Open] = []
        self._anchors: dict[str, Node | None] = {}
        self._total = 0

    def take(self, event: Any) -> None:
        """The next event of the parser (its classes carry no types of their own)."""
        mark = Mark(event.start_mark.line + 1, event.start_mark.column + 1)
        if isinstance(event, yaml.DocumentStartEvent) and self.root is not None:
            raise Unparsable(Problem("a second document begins here", "one document in the file", mark=mark))
        if isinstance(event, yaml.ScalarEvent):
            self._check_tag(event.tag, mark)
            self._count(1, len(self._open), mark)
            self._attach(self._scalar(event, mark), event.anchor)
        elif isinstance(event, yaml.AliasEvent):
            node = self._aliased(str(event.anchor), mark)
            self._count(node.size, len(self._open) + node.depth, mark)
            self._attach(node, None)
        elif isinstance(event, yaml.CollectionStartEvent):
            self._check_tag(event.tag, mark)
            self._begin(event, mark)
        elif isinstance(event, yaml.CollectionEndEvent):
            closed = self._open.pop()
            self._attach(closed.finish(), closed.anchor)

    def _check_tag(self, tag: str | None, mark: Mark) -> None:
        if tag not in _PLAIN_TAGS:
            spelled = str(tag).replace("tag:yaml.org,2002:", "!!")[:60]
            self.problems.append(Problem(f"the tag {spelled!r} cannot be used here", "a plain value", mark=mark))

    def _scalar(self, event: Any, mark: Mark) -> Node:
        text = event.value
        if "${" in text and not (self._open and self._open[-1].awaits_key()):
            return Node(mark, self._variables.fill(text, mark), text)
        return Node(mark, resolve(text) if event.implicit[0] else text, text)

    def _aliased(self, anchor: str, mark: Mark) -> Node:
        node = self._anchors.get(anchor)
        if node is not None:
            return node
        if anchor in self._anchors:
            raise Unparsable(Problem(f"the alias *{anchor[:60]} stands inside what it stands for", mark=mark))
        self.problems.append(unknown_name("alias", anchor, self._anchors, mark))
        return Node(mark)

    def _begin(self, event: Any, mark: Mark) -> None:
        if event.anchor:
            self._anchors[event.anchor] = None
        kind = OpenMapping if isinstance(event, yaml.MappingStartEvent) else OpenSequence
        self._open.append(kind(mark, event.anchor, self.problems))
        self._count(1, len(self._open), mark)

    def _attach(self, node: Node, anchor: str | None) -> None:
        if anchor:
            self._anchors[anchor] = node
        if not self._open:
            self.root = node
            return
        parent = self._open[-1]
        parent.size += node.size
        parent.depth = max(parent.depth, node.depth + 1)
        parent.add(node)

    def _count(self, size: int, depth: int, mark: Mark) -> None:
        self._total += size
        if depth > DEEPEST:
            raise Unparsable(Problem("the nesting is too deep", f"at most {DEEPEST} levels", mark=mark))
        if self._total > MOST_NODES:
            expected = f"at most {MOST_NODES}, with those an alias stands for counted each time"
            raise Unparsable(Problem("the file holds too many values", expected, mark=mark))
