"""The candidates found, weighed once more as wholes: what each keeps of the text it came from, and how it reads."""

from __future__ import annotations

import ast
import difflib
import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from handlers.repair.synthesis.costs import Costs
from handlers.repair.synthesis.language import END, LanguageModel
from handlers.repair.synthesis.measures import within
from handlers.repair.synthesis.oddities import oddities
from handlers.repair.synthesis.search import Candidate, log_sum
from handlers.repair.synthesis.tokens import Token, tokenize

MOST = 10
_WORDS = frozenset({"NAME", "KEYWORD", "STRING", "NUMBER"})
_CLOSE = 3.0  # natural log odds
_LARGEST = 500  # tokens that differ; comparing more takes too long


@dataclass(frozen=True, slots=True)
class Origin:
    """The text the candidates come from: the kind of its fault, its tokens, and how likely its words are."""

    fault: str
    tokens: list[Token]
    lines: int
    words: int
    likelihood: float
    model: LanguageModel

    @classmethod
    def of(cls, source: str, fault: str, model: LanguageModel) -> Origin:
        """The origin `source`, whose fault is of the kind `fault`."""
        tokens = tokenize(source)
        likelihood, _, count = _reads(model, tokens)
        return cls(fault, tokens, _lines(source), count, likelihood, model)


class Difference(NamedTuple):
    """The tokens a candidate lacks, those it has more, and at how many places."""

    gone: list[Token]
    come: list[Token]
    places: int


def weigh(origin: Origin, candidates: list[Candidate], costs: Costs) -> list[Candidate]:
    """The `candidates`, best first, those in close contest in the order of their likelihood as wholes."""
    near = close(candidates)
    if len(near) < 2 or not costs.final:
        return candidates
    scores = [costs.last(*describe_whole(origin, near, rank)) for rank in range(len(near))]
    worth = log_sum(scores) - log_sum([-candidate.cost for candidate in near])
    order = sorted(range(len(near)), key=lambda rank: (-scores[rank], rank))
    ranked = [replace(near[rank], cost=worth - scores[rank]) for rank in order]
    last = ranked[-1].cost
    return ranked + [replace(other, cost=max(last, other.cost)) for other in candidates[len(near) :]]


def close(candidates: list[Candidate]) -> list[Candidate]:
    """Those of the `candidates`, best first, that are not much less likely than the best."""
    return [candidate for candidate in candidates if candidate.cost - candidates[0].cost <= _CLOSE]


def describe_whole(origin: Origin, candidates: list[Candidate], rank: int) -> tuple[list[str], dict[str, float]]:
    """Named and measured features of the candidate in place `rank`."""
    candidate = candidates[rank]
    tokens = tokenize(candidate.source)
    difference = compare(origin.tokens, tokens)
    names, odd = oddities(candidate.source)
    found = {*names, *_ways(origin, candidate, rank), *_changes(origin, difference), *_moves(origin, candidate)}
    found |= {*_strangers(origin, tokens, difference), *_spaces(tokens), *_statements(candidate.source)}
    numbers = {**odd, **_amounts(difference), **_readings(origin, tokens)}
    numbers |= {"cost": candidate.cost, "gap": candidate.cost - candidates[0].cost}
    return sorted(found), numbers


def compare(before: list[Token], after: list[Token]) -> Difference:
    """What became of the tokens `before`, line ends among them."""
    old, new = [token.text for token in before], [token.text for token in after]
    shortest = min(len(old), len(new))
    begin = next((i for i in range(shortest) if old[i] != new[i]), shortest)
    end = next((i for i in range(shortest - begin) if old[-1 - i] != new[-1 - i]), shortest - begin)
    gone, come = before[begin : len(before) - end], after[begin : len(after) - end]
    if not gone or not come or len(gone) + len(come) > _LARGEST:
        return Difference(gone, come, int(bool(gone or come)))
    matcher = difflib.SequenceMatcher(None, [t.text for t in gone], [t.text for t in come], autojunk=False)
    codes = [code for code in matcher.get_opcodes() if code[0] != "equal"]
    return Difference(
        [token for _, i, j, _, _ in codes for token in gone[i:j]],
        [token for _, _, _, i, j in codes for token in come[i:j]],
        len(codes),
    )


def _ways(origin: Origin, candidate: Candidate, rank: int) -> Iterator[str]:
    kinds = list(dict.fromkeys(edit.kind for edit in candidate.edits))
    yield from (f"kind|{kind}" for kind in kinds)
    yield f"steps{min(3, len(kinds))}"
    yield f"first|{kinds[0] if kinds else ''}|{origin.fault}"
    yield f"rank{rank}"


def _changes(origin: Origin, difference: Difference) -> Iterator[str]:
    gone, come, places = difference
    yield f"places{min(places, 4)}"
    yield f"{'in' if not gone else 'out' if not come else 'instead'}|{origin.fault}"
    yield f"size|{min(3, len(gone))}|{min(3, len(come))}"
    for name, tokens in (("gone", gone), ("come", come)):
        yield from (f"{name}|{kind}|{min(count, 3)}" for kind, count in Counter(t.kind for t in tokens).items())


def _moves(origin: Origin, candidate: Candidate) -> Iterator[str]:
    yield f"lines{max(-3, min(3, _lines(candidate.source) - origin.lines))}"


def _strangers(origin: Origin, tokens: list[Token], difference: Difference) -> Iterator[str]:
    """Whether names left out stand elsewhere still, and whether new ones stood anywhere before."""
    left, had = Counter(t.text for t in tokens), Counter(t.text for t in origin.tokens)
    yield from (f"still{min(2, left[t.text])}" for t in difference.gone if t.kind == "NAME")
    yield from (f"new{min(2, had[t.text])}" for t in difference.come if t.kind == "NAME")
    yield "some" if tokens else "nothing"


def _spaces(tokens: list[Token]) -> Iterator[str]:
    """White space where people seldom write any."""
    for left, right in itertools.pairwise(tokens):
        apart = left.end < right.start and left.line == right.line
        if apart and "." in (left.text, right.text):
            yield f"apart|{'dot' if left.text == '.' else 'value'}"
        if apart and left.kind == "NAME" and right.text in ("(", "["):
            yield "apart|call"
        if left.kind == right.kind == "STRING":
            yield "strings"


def _statements(source: str) -> Iterator[str]:
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return
    yield f"statements{min(6, len(tree.body))}"
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr):
            yield f"value|{type(node.value).__name__}"
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Call):
            inner = node.value.func
            yield f"of|{inner.id if isinstance(inner, ast.Name) and inner.id in ('print', 'input', 'open') else ''}"


def _amounts(difference: Difference) -> dict[str, float]:
    found: dict[str, float] = {}
    for name, tokens in (("gone", difference.gone), ("come", difference.come)):
        for kind, count in Counter(token.kind for token in tokens).items():
            found[f"{name}-{kind}"] = min(count, 6) / 2
    letters = sum(len(token.text) for token in difference.gone if token.kind in _WORDS)
    return found | {"letters": min(letters, 40) / 10}


def _readings(origin: Origin, tokens: list[Token]) -> dict[str, float]:
    """How much likelier the candidate reads than its origin, how likely on the average and where it is least so."""
    likelihood, worst, count = _reads(origin.model, tokens)
    gain = likelihood - origin.likelihood
    return {
        "reads": within(gain / 8, 5.0),
        "reads+": within((gain + 3 * (count - origin.words)) / 8, 5.0),
        "average": likelihood / (count + 1),
        "worst": worst / 4,
    }


def _reads(model: LanguageModel, tokens: Sequence[Token]) -> tuple[float, float, int]:
    words = model.words(tokens)
    sums = model.each([END, END, END, *words, END])[3:]
    steps = [later - sooner for sooner, later in itertools.pairwise(sums)]
    return sum(steps), min(steps, default=0.0), len(words)


def _lines(source: str) -> int:
    return sum(1 for line in source.split("\n") if line.strip())
