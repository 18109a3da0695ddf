"""The order of events: the expected ones in order, tool pairs matched and repeatable, the last one last.

An event that comes before its turn is either out of order (the skipped one follows later) or shows that one is
missing (it never follows). That cannot be known at once, so judgement waits until the sequence ends.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from handlers.golden_path.failures import Failure
from handlers.stack.journey_parts import Expect


@dataclass(slots=True)
class Sequence:
    """Is told each event's type (and tool) in turn; mutable, owned by one events stage."""

    expect: Expect
    place: int = 0
    seen: set[str] = field(default_factory=set)
    open_tools: list[str] = field(default_factory=list)
    early_tools: list[str] = field(default_factory=list)
    ended: bool = False

    def take(self, kind: str, tool: str) -> Failure | None:
        """One event of the expected kinds has come; what is certainly wrong about it, if anything."""
        if self.ended:
            return self._after_the_end(kind, tool)
        place = self._place_of(kind)
        if place < self.place:
            return self._again(kind) if kind in self.seen else self._late(kind)
        if kind in self.seen and not self._repeatable(kind):
            return self._again(kind)
        self.place = place
        self.seen.add(kind)
        self.ended = kind == self.expect.events[-1]
        return self._pair(kind, tool)

    @property
    def complete(self) -> bool:
        """Everything expected has come, the last one too."""
        return self.ended and self.missing is None

    @property
    def awaited(self) -> str:
        """The event that should come next."""
        if self.open_tools and self.expect.tools:
            return self.expect.tools.end
        after = [kind for kind in self.expect.events if kind not in self.seen and self._place_of(kind) >= self.place]
        return after[0] if after else self.expect.events[-1]

    @property
    def missing(self) -> Failure | None:
        """An event that was passed over, if one was."""
        pair = self.expect.tools
        for kind in self.expect.events:
            if kind not in self.seen and (self.ended or self._place_of(kind) < self.place):
                return Failure("missing-event", kind, "it never came")
        if pair and self.early_tools:
            return Failure("missing-event", pair.start, f"it never came for tool {self.early_tools[0]!r}")
        if pair and self.open_tools and (self.ended or self._place_of(pair.end) < self.place):
            return Failure("missing-event", pair.end, f"it never came for tool {self.open_tools[0]!r}")
        return None

    def _place_of(self, kind: str) -> int:
        """The two events of a tool pair share one place; every other event has its own."""
        pair = self.expect.tools
        if pair and kind == pair.end and pair.start in self.expect.events:
            kind = pair.start
        return self.expect.events.index(kind)

    def _repeatable(self, kind: str) -> bool:
        pair = self.expect.tools
        return kind in self.expect.repeat or (pair is not None and kind in (pair.start, pair.end))

    def _pair(self, kind: str, tool: str) -> Failure | None:
        pair = self.expect.tools
        if pair is None or pair.start not in self.expect.events or pair.end not in self.expect.events:
            return None
        if kind == pair.start:
            if tool in self.early_tools:
                return Failure("wrong-order", kind, f"came after {pair.end} for tool {tool!r}")
            self.open_tools.append(tool)
        elif kind == pair.end:
            if tool in self.open_tools:
                self.open_tools.remove(tool)
            else:
                self.early_tools.append(tool)
        return None

    def _late(self, kind: str) -> Failure:
        return Failure("wrong-order", kind, f"came after {self._latest()}")

    def _again(self, kind: str) -> Failure:
        if kind in self.expect.repeat or (self._repeatable(kind) and self.place > self._place_of(kind)):
            return Failure("wrong-order", kind, f"came again after {self._latest()}")
        return Failure("repeated-event", kind, "came a second time, with another id")

    def _latest(self) -> str:
        return next(kind for kind in self.expect.events if self._place_of(kind) == self.place)

    def _after_the_end(self, kind: str, tool: str) -> Failure:
        pair = self.expect.tools
        last = self.expect.events[-1]
        awaited = kind not in self.seen or (pair is not None and kind == pair.end and tool in self.open_tools)
        if awaited or (pair is not None and kind == pair.start and tool in self.early_tools):
            return Failure("wrong-order", kind, f"came after {last}")
        return Failure("text-after-completion", kind, f"came after {last}")
