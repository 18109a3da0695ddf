"""Learns the cost tables of `handlers.repair.synthesis`: weights of edits, and counts of n-grams.

    python -m benchmarks.learn_repair_costs [--data FILE] [--to 0.6]

Only statistics are kept: weights of abstract features, and counts of runs of abstract words.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import sysconfig
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.repair_snippets import DATA, block, load, shape_key, string_value, token_key
from handlers.repair.synthesis.costs import Costs
from handlers.repair.synthesis.fault import find_fault
from handlers.repair.synthesis.features import describe, sign
from handlers.repair.synthesis.language import LanguageModel, count_ngrams, word_of
from handlers.repair.synthesis.outcome import outcome
from handlers.repair.synthesis.proposals import propose
from handlers.repair.synthesis.proposals.edit import Proposal, apply
from handlers.repair.synthesis.scene import Scene, look, split_lines
from handlers.repair.synthesis.search import Effort, Search
from handlers.repair.synthesis.tokens import CONSTANTS, tokenize
from handlers.repair.synthesis.view import View, view
from handlers.repair.synthesis.whole.parts import METHOD, inner_parts, top_parts
from handlers.repair.synthesis.whole.triples import set_right
from tests.handlers.repair.corruption import corrupt

TABLES = Path(__file__).resolve().parents[1] / "handlers" / "repair" / "synthesis" / "tables"
Grams = dict[tuple[str, ...], int]
Rows = list[tuple[list[str], dict[str, float], bool]]
LEARNT_FROM = slice(0, 200)
SIGNS = LanguageModel({}, frozenset({"print"}))


def stdlib_sources(limit: int = 700) -> Iterator[str]:
    """Texts of the standard library, its tests left out."""
    root = Path(sysconfig.get_paths()["stdlib"])
    paths = sorted(
        p for p in root.rglob("*.py") if not {"site-packages", "test", "tests", "lib2to3", "idle_test"} & set(p.parts)
    )
    for path in paths[:limit]:
        try:
            yield path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


def frequent_names(streams: list[list[Any]], count: int) -> frozenset[str]:
    """The names in most texts."""
    seen: Counter[str] = Counter()
    for stream in streams:
        seen.update({token.text for token in stream if token.kind == "NAME"})
    return frozenset(word for word, _ in seen.most_common(count))


def merged(base: Grams, extra: Grams, weight: int) -> Grams:
    """`base` with `extra` counted `weight` times."""
    counts = Counter(base)
    for gram, count in extra.items():
        counts[gram] += count * weight
    return dict(counts)


def shape_stream(source: str) -> list[str]:
    """The same with names, numbers and strings by their kind."""
    return layout_stream(source, shapes=True)


def layout_stream(source: str, *, shapes: bool = False) -> list[str]:
    """Token texts with marks of the nesting level where a logical line starts: what distances are measured on."""
    found: list[str] = []
    lines = split_lines(source)
    stack: list[int] = []
    for token in tokenize(source):
        if token.kind == "NL":
            continue
        if token.first and token.depth == 0:
            width = lines[token.line - 1].width
            while stack and stack[-1] > width:
                stack.pop()
            if not stack or stack[-1] < width:
                stack.append(width)
            found.append(f"\n{len(stack) - (stack[0] == 0)}")
        if shapes and token.kind in ("NAME", "NUMBER", "STRING") and token.text not in CONSTANTS:
            found.append(token.kind)
        else:
            found.append(string_value(token.text) if token.kind == "STRING" else token.text)
    return found


def distance(first: list[str], second: list[str], bound: int) -> int:
    """Levenshtein's distance, at most `bound` + 1."""
    begin = 0
    while begin < min(len(first), len(second)) and first[begin] == second[begin]:
        begin += 1
    end = 0
    while end < min(len(first), len(second)) - begin and first[-1 - end] == second[-1 - end]:
        end += 1
    a, b = first[begin : len(first) - end], second[begin : len(second) - end]
    if not a or not b or abs(len(a) - len(b)) > bound:
        return len(a) + len(b)
    row = list(range(len(b) + 1))
    for i, word in enumerate(a, 1):
        last, row[0] = row[0], i
        for j, other in enumerate(b, 1):
            last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, last + (word != other))
        if min(row) > bound:
            return bound + 1
    return row[-1]


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


@dataclass(frozen=True)
class Measure:
    """What counts as the person's fix: a stream of marks for distances, and a key that must be equal in the end."""

    stream: Callable[[str], list[str]]
    key: Callable[[str], tuple[str, ...]]


EQUAL, ALIKE = Measure(layout_stream, token_key), Measure(shape_stream, shape_key)


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


def characters(source: str) -> list[str]:
    """Marks of a text for distances: all but white space, and the indentation where a line opens."""
    found: list[str] = []
    for line in source.split("\n"):
        body = line.strip()
        if body:
            found.append("\n" + line[: len(line) - len(line.lstrip())])
            found += [mark for mark in body if not mark.isspace()]
    return found


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


@dataclass
class Table:
    """Rows of sparse features in groups, for a softmax over each group."""

    names: dict[str, int] = field(default_factory=dict)
    index: list[int] = field(default_factory=list)
    value: list[float] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    groups: list[int] = field(default_factory=list)
    gold: list[bool] = field(default_factory=list)
    weights: list[float] = field(default_factory=list)

    def add_group(self, rows: Rows, weight: float) -> None:
        self.groups.append(len(self.rows))
        self.weights.append(weight)
        for names, numbers, gold in rows:
            self.rows.append(len(self.index))
            self.gold.append(gold)
            for name in names:
                self.index.append(self.names.setdefault(name, len(self.names)))
                self.value.append(1.0)
            for name, number in numbers.items():
                self.index.append(self.names.setdefault(name, len(self.names)))
                self.value.append(number)

    def train(self, penalty: float, rounds: int = 110, rate: float = 0.1) -> dict[str, float]:
        """Weights that make the gold rows likely, by Adam on the whole table with an L2 `penalty`."""
        index, value = np.array(self.index, dtype=np.int32), np.array(self.value, dtype=np.float32)
        rows, groups = np.array(self.rows), np.array(self.groups)
        counts = np.diff(np.append(rows, len(index)))
        sizes = np.diff(np.append(groups, len(rows)))
        gold = np.array(self.gold)
        scale = np.repeat(np.array(self.weights), sizes)
        w = np.zeros(len(self.names))
        m, v = np.zeros_like(w), np.zeros_like(w)
        for step in range(1, rounds + 1):
            scores = np.add.reduceat(w[index] * value, rows)
            top = np.repeat(np.maximum.reduceat(scores, groups), sizes)
            mass = np.exp(scores - top)
            good = np.where(gold, mass, 1e-12)
            every = np.repeat(np.add.reduceat(mass, groups), sizes)
            right = np.repeat(np.add.reduceat(good, groups), sizes)
            slope = (mass / every - np.where(gold, good / right, 0)) * scale
            gradient = np.bincount(index, weights=np.repeat(slope, counts) * value, minlength=len(w)) + penalty * w
            m, v = 0.9 * m + 0.1 * gradient, 0.99 * v + 0.01 * gradient**2
            w -= rate * (m / (1 - 0.9**step)) / (np.sqrt(v / (1 - 0.99**step)) + 1e-8)
        return {name: round(float(w[i]), 3) for name, i in self.names.items() if abs(w[i]) > 0.02}


def described(state: State, model: LanguageModel) -> Rows:
    """The features of all proposals of a state, by the model that does not know its fold."""
    seen: View = view(state.scene, model, state.previous)
    return [(*describe(seen, p), g) for p, g in zip(state.proposals, state.gold, strict=True)]


def prior_table(states: list[State], rows: list[Rows], without: int = -1) -> Table:
    """The table for scores before compiling, one fold left out."""
    table = Table()
    for state, own in zip(states, rows, strict=True):
        if state.fold != without:
            table.add_group(own, state.weight)
    return table


def posterior_table(states: list[State], priors: list[dict[str, float]], models: list[LanguageModel]) -> Table:
    """The table for scores after compiling, over the likeliest proposals by the prior of other folds."""
    table = Table()
    effort = Effort(units=1e12, deadline=time.monotonic() + 1e6)
    for state in states:
        search = Search(Costs(priors[state.fold], {}), models[state.fold], effort)
        gold = {apply(state.scene, p) for p, g in zip(state.proposals, state.gold, strict=True) if g}
        rows: Rows = []
        for trial in search.compiled(state.scene, state.previous, 150):
            names, numbers = outcome(state.scene, trial.proposal, trial.source, trial.fault)
            rows.append((names, {**numbers, "prior": trial.prior / 4}, trial.source in gold))
        if any(row[2] for row in rows):
            table.add_group(rows, state.weight)
    return table


def write(name: str, data: object) -> None:
    """One table, as compressed JSON whose bytes depend on its content alone."""
    TABLES.mkdir(exist_ok=True)
    text = json.dumps(data, separators=(",", ":"), sort_keys=True, ensure_ascii=True).encode()
    (TABLES / name).write_bytes(gzip.compress(text, 9, mtime=0))
    print(name, len(text), "bytes,", (TABLES / name).stat().st_size, "compressed")


def pack(grams: Grams, names: frozenset[str]) -> dict[str, object]:
    """N-grams as a table of words and runs of their numbers; rare long runs are dropped."""
    least = {1: 1, 2: 2, 3: 4, 4: 8}
    kept = {gram: count for gram, count in grams.items() if count >= least[len(gram)]}
    words = sorted({word for gram in kept for word in gram})
    number = {word: str(i) for i, word in enumerate(words)}
    return {
        "words": words,
        "names": sorted(names),
        "grams": {" ".join(number[w] for w in g): c for g, c in kept.items()},
    }


def learn(
    states: list[State], models: list[LanguageModel], penalty: float, after: float
) -> dict[str, dict[str, float] | list[str]]:
    """Both tables of weights, the second over the first as learnt without the fold in question, and the kinds met."""
    rows = [described(state, models[state.fold]) for state in states]
    priors = [prior_table(states, rows, fold).train(penalty) for fold in range(len(models))]
    prior = prior_table(states, rows).train(penalty)
    del rows
    posterior = posterior_table(states, priors, models).train(after)
    kinds = sorted({proposal.kind for state in states for proposal in state.proposals})
    return {"prior": prior, "posterior": posterior, "kinds": kinds}


def main() -> None:
    """Learns on the first share of the data and writes the tables."""
    warnings.simplefilter("ignore")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--to", dest="end", type=float, default=0.6, help="the share of the pairs to learn from")
    parser.add_argument("--without", type=float, nargs=2, default=(0.0, 0.0), help="the block to leave out")
    parser.add_argument("--penalty", type=float, default=1.0, help="on weights before compiling")
    parser.add_argument("--penalty-after", type=float, default=3.0, help="on weights after compiling")
    parser.add_argument("--folds", type=int, default=3)
    parser.add_argument("--weight", type=int, default=8, help="how often the n-grams of mended snippets count")
    parser.add_argument("--parts", type=int, default=1500, help="how many damaged parts of files to learn from")
    parser.add_argument("--only", choices=("snippets", "files"))
    options = parser.parse_args()
    every = load(options.data)
    held_out = {pair["id"] for pair in block(every, *options.without)}
    pairs = [pair for pair in block(every, 0.0, options.end) if pair["id"] not in held_out]
    folds = [i * options.folds // len(pairs) for i in range(len(pairs))]
    streams = [tokenize(text) for text in stdlib_sources()]
    fixed = [tokenize(pair["fixed"]) for pair in pairs]
    names = frequent_names(fixed, 150)
    base = count_ngrams([word_of(t, names) for t in stream] for stream in streams)
    models = [
        LanguageModel(merged(base, snippet_grams(fixed, folds, fold, names), options.weight), names)
        for fold in range(options.folds)
    ]
    states = [state for pair, fold in zip(pairs, folds, strict=True) for state in states_of(pair, fold)]
    print(len(states), "states of snippets,", sum(s.weight == 1.0 for s in states), "of them reach the fix")
    if options.only != "files":
        write("snippets.json.gz", learn(states, models, options.penalty, options.penalty_after))
        write("ngrams.json.gz", pack(merged(base, snippet_grams(fixed, folds, -1, names), options.weight), names))
    if options.only != "snippets":
        hurt = list(damaged_states(list(damaged_parts(options.parts)), options.folds))
        print(len(hurt), "states of damaged parts")
        for state in states:
            state.weight *= 0.5
        write("files.json.gz", learn(hurt + states, models, options.penalty, options.penalty_after))


def snippet_grams(fixed: list[list[Any]], folds: list[int], without: int, names: frozenset[str]) -> Grams:
    """N-grams of the mended snippets but those of one fold."""
    chosen = [stream for stream, fold in zip(fixed, folds, strict=True) if fold != without]
    return count_ngrams([word_of(token, names) for token in stream] for stream in chosen)


if __name__ == "__main__":
    main()
