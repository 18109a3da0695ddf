"""Damaged parts of files, and the ways back to what they were."""

from __future__ import annotations

import random
import sysconfig
from collections.abc import Iterator
from pathlib import Path

from benchmarks.learn_repair.goals import characters, distance
from benchmarks.learn_repair.ways import SIGNS, State, Step
from handlers.repair.synthesis.fault import find_fault
from handlers.repair.synthesis.features import sign
from handlers.repair.synthesis.proposals import propose
from handlers.repair.synthesis.proposals.edit import apply
from handlers.repair.synthesis.scene import look
from handlers.repair.synthesis.view import view
from handlers.repair.synthesis.whole.parts import METHOD, inner_parts, top_parts
from handlers.repair.synthesis.whole.triples import set_right
from tests.handlers.repair.corruption import corrupt

LEARNT_FROM = slice(0, 200)


def damaged_parts(count: int, seed: int = 1) -> Iterator[tuple[str, str]]:
    """Parts of the standard library's tests as whole files meet them: damaged once, triple quotes already set right."""
    dice = random.Random(seed)
    root = Path(sysconfig.get_paths()["stdlib"]) / "test"
    paths = sorted(root.glob("test_*.py"))
    dice.shuffle(paths)
    found = 0
    for path in paths[LEARNT_FROM]:
        lines = path.read_text(encoding="utf-8", errors="replace").split("\n")
        parts = [lines[a:b] for a, b in top_parts(lines) if 2 < b - a < 300]
        inner = ["\n".join(part[a:b]).rstrip() for part in parts for a, b in inner_parts(part) if 2 < b - a < 40]
        for part in dice.sample(inner, min(8, len(inner))):
            head = METHOD if part[:1] == " " else ""
            hurt = corrupt(part, dice.randrange(10**9), 0.0).source
            righted = "\n".join(set_right(hurt.split("\n"))[0])
            if find_fault(head + part) is None and find_fault(head + righted) is not None:
                found += 1
                yield head + righted, head + part
        if found >= count:
            return


def damaged_states(pairs: list[tuple[str, str]], folds: int, count: int = 3) -> Iterator[State]:
    """States on the way from damaged parts to what they were."""
    for index, (source, fixed) in enumerate(pairs):
        goal, previous = characters(fixed), ""
        left = distance(characters(source), goal, 80)
        for _ in range(count):
            fault = find_fault(source)
            if fault is None or left > 80:
                break
            scene = look(source, fault)
            steps: dict[str, Step] = {}
            for proposal in propose(scene):
                text = apply(scene, proposal)
                if text not in steps and text.startswith(source[:9] if source.startswith(METHOD) else ""):
                    now = distance(characters(text), goal, left)
                    steps[text] = Step(proposal, text, now, abs(len(text) - len(source)), now == 0)
            chosen = [step for step in steps.values() if step.done]
            if not chosen:
                gain = [step for step in steps.values() if step.left < left and find_fault(step.text) is not None]
                least = min((step.left for step in gain), default=0)
                chosen = [step for step in gain if step.left == least]
            if not chosen:
                break
            texts = {step.text for step in chosen}
            gold = [step.text in texts for step in steps.values()]
            yield State(scene, previous, index * folds // len(pairs), [s.proposal for s in steps.values()], gold)
            best = min(chosen, key=lambda step: (step.size, step.text))
            previous, source, left = sign(view(scene, SIGNS), best.proposal), best.text, best.left
