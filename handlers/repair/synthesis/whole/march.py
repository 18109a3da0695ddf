"""Mending one part: from fault to fault, each step kept as soon as the compiler gets further than before."""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from handlers.repair.synthesis.fault import Fault, find_fault
from handlers.repair.synthesis.search import Edit, Search, Steps

UNBOUND = "no binding for nonlocal"  # true of what is judged without the function around it
_TRIES = 10
_PREFERENCE = 2.0
_ASIDE = 6
_PUT_ASIDE = 10.0


class Post(NamedTuple):
    """A text on the march. Ordered by cost, then by age."""

    cost: float
    serial: int
    source: str
    fault: Fault
    steps: Steps
    previous: str


@dataclass(frozen=True, slots=True)
class Marched:
    """Where a march came to: `fault` is None where the text compiles."""

    source: str
    fault: Fault | None
    cost: float
    edits: tuple[Edit, ...] = ()


def march(search: Search, source: str, head: str = "", width: int = 40) -> Marched:
    """Mends `source`, its beginning `head` left as it is, until it compiles, no step helps, or the effort is spent."""
    fault = find_fault(source)
    if fault is None or UNBOUND in fault.message:
        return Marched(source, None, 0.0)
    post = Post(0.0, 0, source, fault, (), "")
    walk = Walk(search, head, width)
    while not search.meter.spent():
        ahead, done = walk.on(post)
        if done and (ahead is None or done.cost <= ahead.cost + _PREFERENCE):
            return done
        way = ahead or walk.around(post)
        if isinstance(way, Marched):
            return way
        if way is None:
            break
        post = way
    return Marched(post.source, post.fault, post.cost, search.edits(post.steps))


@dataclass(slots=True)
class Walk:
    """The steps of one march."""

    search: Search
    head: str
    width: int
    seen: set[str] = field(default_factory=set)
    serial: int = 0
    aside: int = 0

    def on(self, post: Post) -> tuple[Post | None, Marched | None]:
        """The cheapest ways from `post` to a later line, and to a text that compiles."""
        heap: list[Post] = [post]
        ahead: list[Post] = []
        done: list[Marched] = []
        for _ in range(_TRIES):
            rival = min([p.cost for p in ahead] + [m.cost for m in done], default=math.inf)
            if not heap or heap[0].cost > rival or self.search.meter.spent():
                break
            for found in self._from(heapq.heappop(heap)):
                if isinstance(found, Marched):
                    done.append(found)
                else:
                    heapq.heappush(ahead if further(found, post) else heap, found)
        return min(ahead, default=None), min(done, key=lambda m: (m.cost, m.source), default=None)

    def around(self, post: Post) -> Post | Marched | None:
        """`post` with the line it stands at put aside as a comment; None where that does not help either."""
        lines = post.source.split("\n")
        number = min(post.fault.line, len(lines)) - 1
        body = lines[number].lstrip()
        if not self.search.keep or self.aside >= _ASIDE or number < self.head.count("\n") or not body or body[0] == "#":
            return None
        self.aside += 1
        indent = lines[number][: len(lines[number]) - len(body)]
        edit = Edit("comment-out", number + 1, 1, lines[number], indent + "# " + body)
        lines[number] = edit.after
        text = "\n".join(lines)
        fault = find_fault(text)
        cost, steps = post.cost + _PUT_ASIDE, (*post.steps, edit)
        if fault is None:
            return Marched(text, None, cost, self.search.edits(steps))
        return Post(cost, self.serial, text, fault, steps, "")

    def _from(self, here: Post) -> Iterator[Post | Marched]:
        scene = self.search.scene(here.source, here.fault)
        if scene is None:
            return
        for trial, price in self.search.trials(scene, here.previous, self.width):
            if trial.source in self.seen or not trial.source.startswith(self.head):
                continue
            self.seen.add(trial.source)
            self.serial += 1
            cost, steps = here.cost + price, (*here.steps, (scene, trial.proposal))
            if trial.fault is None:
                yield Marched(trial.source, None, cost, self.search.edits(steps))
            else:
                yield Post(cost, self.serial, trial.source, trial.fault, steps, trial.sign)


def further(found: Post, post: Post) -> bool:
    """Whether the compiler now stops on a later line than it did, or, of brackets left open, at an outer one."""
    if found.fault.kind == post.fault.kind == "never-closed" and found.fault.start < post.fault.start:
        return True
    return found.fault.line > post.fault.line + found.source.count("\n") - post.source.count("\n")
