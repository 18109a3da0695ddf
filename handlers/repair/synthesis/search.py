"""The search: mends tried in the order of their cost, one after another, until the compiler is content."""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from handlers.repair.synthesis.costs import Costs
from handlers.repair.synthesis.effort import Meter
from handlers.repair.synthesis.fault import Fault, find_fault
from handlers.repair.synthesis.features import describe, sign
from handlers.repair.synthesis.language import LanguageModel
from handlers.repair.synthesis.outcome import outcome
from handlers.repair.synthesis.proposals import propose
from handlers.repair.synthesis.proposals.edit import Proposal, apply, hides_definition, splices
from handlers.repair.synthesis.scene import Scene, look, split_lines
from handlers.repair.synthesis.tokens import tokenize
from handlers.repair.synthesis.view import View, view


@dataclass(frozen=True, slots=True)
class Edit:
    """One text edit: at the 1-based `line` and `column` of the text it was made on, `before` became `after`."""

    kind: str
    line: int
    column: int
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A text that compiles. `cost` is minus the logarithm of how likely the search holds it; lower is better."""

    source: str
    cost: float
    edits: tuple[Edit, ...] = ()


Steps = tuple[tuple[Scene, Proposal] | Edit, ...]


class Node(NamedTuple):
    """A text on the way, and how it came to be. Ordered by cost, then by age."""

    cost: float
    serial: int
    source: str
    fault: Fault
    steps: Steps = ()
    previous: str = ""


class Found(NamedTuple):
    """A text that compiles, and how it came to be."""

    cost: float
    source: str
    steps: Steps


class Tried(NamedTuple):
    """A proposal carried out: its prior score, its text, and the compiler's answer."""

    proposal: Proposal
    prior: float
    source: str
    fault: Fault | None
    sign: str


_LOOK, _VIEW = 1.0, 3.0  # units of work for each letter of a text looked at, for each token of it

# Rare and far-reaching mends, which a prior learnt from small ones holds too unlikely to try.
_ALWAYS = frozenset({"balance-swap", "balance-deep"})


@dataclass(slots=True)
class Search:
    """One search over one text; `run` may be called once."""

    costs: Costs
    model: LanguageModel
    meter: Meter
    keep: bool = False
    found: dict[tuple[str, ...], Found] = field(default_factory=dict)
    _seen: set[str] = field(default_factory=set)
    _heap: list[Node] = field(default_factory=list)
    _serial: int = 0

    def run(self, source: str, fault: Fault, limit: int) -> list[Candidate]:
        """Up to `limit` candidates for `source`, best first."""
        self._heap.append(Node(0.0, 0, source, fault))
        self._seen.add(source)
        while self._heap and not self._enough(limit):
            self._expand(heapq.heappop(self._heap))
        ranked = sorted(self.found.values(), key=lambda found: found[:2])[:limit]
        return [Candidate(found.source, found.cost, self.edits(found.steps)) for found in ranked]

    def edits(self, steps: Steps) -> tuple[Edit, ...]:
        """The text edits of some steps, first to last."""
        found: list[Edit] = []
        for step in steps:
            if isinstance(step, Edit):
                found.append(step)
            else:
                found += describe_edits(*step, keep=self.keep)
        return tuple(found)

    def _enough(self, limit: int) -> bool:
        if self.meter.spent():
            return True
        if not self.found:
            return False
        ranked = sorted(found.cost for found in self.found.values())
        worst = ranked[0] + self.meter.effort.spread
        if len(ranked) >= limit:
            worst = min(worst, ranked[limit - 1])
        return self._heap[0].cost + self.meter.effort.margin > worst

    def _expand(self, node: Node) -> None:
        scene = self.scene(node.source, node.fault)
        if scene is None:
            return
        width = self.meter.effort.narrow if node.steps else self.meter.effort.wide
        for trial, cost in self.trials(scene, node.previous, width):
            self._take(node, trial, cost, scene)

    def _take(self, node: Node, trial: Tried, cost: float, scene: Scene) -> None:
        total = node.cost + cost
        steps = (*node.steps, (scene, trial.proposal))
        if trial.fault is None:
            self._settle(Found(total, trial.source, steps))
        elif trial.source not in self._seen:
            self._seen.add(trial.source)
            self._serial += 1
            heapq.heappush(self._heap, Node(total, self._serial, trial.source, trial.fault, steps, trial.sign))

    def _settle(self, new: Found) -> None:
        """Takes a text that compiles; the likelihoods of ways to one meaning add up."""
        key = meaning(new.source)
        known = self.found.get(key)
        if known is not None:
            best = min(known, new, key=lambda found: found.cost)
            new = best._replace(cost=-log_sum([-known.cost, -new.cost]))
        self.found[key] = new

    def scene(self, source: str, fault: Fault) -> Scene | None:
        """The scene of `fault`; None where the effort left is not enough to look."""
        return look(source, fault) if self.meter.spend(_LOOK * len(source)) else None

    def trials(self, scene: Scene, previous: str, width: int) -> list[tuple[Tried, float]]:
        """The `width` likeliest proposals for `scene`, compiled, with their costs after that."""
        tried = self.compiled(scene, previous, width)
        scores = [self.costs.after(*outcome(scene, t.proposal, t.source, t.fault), t.prior) for t in tried]
        total = log_sum(scores)
        return [(trial, total - score) for trial, score in zip(tried, scores, strict=True)]

    def compiled(self, scene: Scene, previous: str, width: int) -> list[Tried]:
        """The `width` likeliest proposals by their prior, each carried out and compiled."""
        if not self.meter.spend(200.0 + _VIEW * len(scene.tokens)):
            return []
        seen = view(scene, self.model, previous)
        scored = list(self._scored(seen))
        order = sorted(range(len(scored)), key=lambda index: (-scored[index][0], index))
        always = [index for index in order[width:] if scored[index][1].kind in _ALWAYS]
        total = log_sum([score for score, _ in scored])
        tried: list[Tried] = []
        texts: set[str] = {scene.source}
        for index in (*order[:width], *always):
            score, proposal = scored[index]
            text = apply(scene, proposal, keep=self.keep)
            if text in texts or not text.strip() or (self.keep and hides_definition(scene, proposal)):
                continue
            if self.meter.spent():
                break
            texts.add(text)
            self.meter.spend(20.0 + 0.3 * len(text))
            tried.append(Tried(proposal, score - total, text, find_fault(text), sign(seen, proposal)))
        return tried

    def _scored(self, seen: View) -> Iterator[tuple[float, Proposal]]:
        """What is proposed with its prior score, as far as the effort goes."""
        for each in propose(seen.scene):
            if self.meter.spent():
                break
            if self.costs.knows(each.kind):
                self.meter.spend(30.0 + 0.5 * sum(change.end - change.begin for change in each.changes))
                yield self.costs.before(*describe(seen, each)), each


def meaning(source: str) -> tuple[str, ...]:
    """What `source` says, white space aside: its tokens, and the indentation where a statement opens."""
    lines = split_lines(source)
    found: list[str] = []
    for token in tokenize(source):
        if token.kind == "NL" and token.depth:
            continue
        if token.first and not token.depth:
            found.append(lines[token.line - 1].indent)
        found.append(token.text)
    return tuple(found)


def describe_edits(scene: Scene, proposal: Proposal, *, keep: bool = False) -> tuple[Edit, ...]:
    """The proposal's text edits for a reader."""
    found = []
    for splice in splices(scene, proposal, keep=keep):
        line = scene.source.count("\n", 0, splice.start) + 1
        column = splice.start - (scene.source.rfind("\n", 0, splice.start) + 1) + 1
        found.append(Edit(proposal.kind, line, column, scene.source[splice.start : splice.end], splice.text))
    return tuple(found)


def log_sum(scores: list[float]) -> float:
    """The logarithm of what the exponentials of `scores` add up to."""
    if not scores:
        return 0.0
    top = max(scores)
    return top + math.log(sum(math.exp(score - top) for score in scores))
