"""The ways from broken snippets to the person's fixes, proposal by proposal."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from benchmarks.learn_repair.goals import ALIKE, EQUAL, Measure, distance
from handlers.repair.synthesis.fault import find_fault
from handlers.repair.synthesis.features import sign
from handlers.repair.synthesis.language import LanguageModel
from handlers.repair.synthesis.proposals import propose
from handlers.repair.synthesis.proposals.edit import Proposal, apply
from handlers.repair.synthesis.scene import Scene, look
from handlers.repair.synthesis.view import view

SIGNS = LanguageModel({}, frozenset({"print"}))


def size(proposal: Proposal) -> float:
    """How many tokens a proposal touches; a move of lines counts little for each."""
    touched = sum(max(change.end - change.begin, len(change.texts)) for change in proposal.changes)
    return touched + 0.6 * len(proposal.shifts)


@dataclass
class State:
    """One text on the way to a person's fix, with which proposals lead there."""

    scene: Scene
    previous: str
    fold: int
    proposals: list[Proposal] = field(default_factory=list)
    gold: list[bool] = field(default_factory=list)
    weight: float = 1.0


@dataclass
class Step:
    """One proposal, weighed against the person's fix."""

    proposal: Proposal
    text: str
    left: int
    size: float
    done: bool


def steps_of(scene: Scene, measure: Measure, goal: list[str], goal_key: tuple[str, ...], left: int) -> list[Step]:
    """Every proposal for `scene`, each text once, with what is left to do after it."""
    steps: dict[str, Step] = {}
    for proposal in propose(scene):
        text = apply(scene, proposal)
        if text not in steps:
            now = distance(measure.stream(text), goal, left)
            steps[text] = Step(proposal, text, now, size(proposal), now <= 1 and measure.key(text) == goal_key)
    return list(steps.values())


def good(step: Step, left: int, most: int) -> bool:
    """Whether the step leads straight towards the fix: nothing in vain, and no half of a move of lines."""
    if step.done:
        return True
    gain = left - step.left
    if gain <= 0 or gain < step.size - 0.01 or (step.proposal.shifts and gain < most):
        return False
    return find_fault(step.text) is not None


def states_of(pair: dict[str, Any], fold: int) -> list[State]:
    """The states from the broken text to the person's, or where no way leads there, to one with the same shape."""
    equal = way(pair, fold, EQUAL)
    if equal and equal[0].weight == 1.0:
        return equal
    alike = way(pair, fold, ALIKE)
    return alike if alike and alike[0].weight == 1.0 else equal


def way(pair: dict[str, Any], fold: int, measure: Measure, count: int = 7) -> list[State]:
    """The states on the way to the person's text, each step the proposal that comes nearest."""
    goal, goal_key = measure.stream(pair["fixed"]), measure.key(pair["fixed"])
    source, previous = pair["broken"], ""
    left = distance(measure.stream(source), goal, 60)
    states: list[State] = []
    reached = False
    for _ in range(count):
        fault = find_fault(source)
        if fault is None:
            break
        scene = look(source, fault)
        steps = steps_of(scene, measure, goal, goal_key, left)
        most = left - min((step.left for step in steps if step.proposal.shifts), default=left)
        gold = [good(step, left, most) for step in steps]
        chosen = [step for step, right in zip(steps, gold, strict=True) if right]
        if not chosen:
            break
        states.append(State(scene, previous, fold, [step.proposal for step in steps], gold))
        best = min(chosen, key=lambda step: (not step.done, step.left, step.size))
        previous = sign(view(scene, SIGNS), best.proposal)
        source, left, reached = best.text, best.left, best.done
        if reached:
            break
    for state in states:
        state.weight = 1.0 if reached else 0.3
    return states
