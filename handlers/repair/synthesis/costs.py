"""The learnt tables: weights of features, and the language model they were learnt with."""

from __future__ import annotations

import functools
import gzip
import itertools
import json
from dataclasses import dataclass, field
from importlib import resources
from typing import Literal

from handlers.repair.synthesis.language import LanguageModel

_NGRAMS = {"snippets": "snippets-ngrams.json.gz", "files": "ngrams.json.gz"}


@dataclass(frozen=True, slots=True)
class Costs:
    """Weights of named features: `prior` before compiling, `posterior` after, `final` of what was found. Higher is
    likelier (natural log odds).

    `kinds` of proposals were met while the weights were learnt; where it is empty, any may have been.
    """

    prior: dict[str, float]
    posterior: dict[str, float]
    kinds: frozenset[str] = frozenset()
    final: dict[str, float] = field(default_factory=dict)

    def knows(self, kind: str) -> bool:
        """Whether the weights can tell anything of proposals of this kind."""
        return not self.kinds or kind in self.kinds

    def before(self, names: list[str], numbers: dict[str, float]) -> float:
        """The score of a proposal from what it looks like."""
        return _score(self.prior, names, numbers)

    def after(self, names: list[str], numbers: dict[str, float], prior: float) -> float:
        """The score of an outcome whose proposal had the log-probability `prior`."""
        return _score(self.posterior, names, numbers) + self.posterior.get("prior", 4.0) * prior / 4

    def last(self, names: list[str], numbers: dict[str, float]) -> float:
        """The score of a text that compiles beside others for the same one."""
        return _score(self.final, names, numbers)


def _score(weights: dict[str, float], names: list[str], numbers: dict[str, float]) -> float:
    """The sum of weights; this is the innermost loop of every search, hence no generators."""
    named = sum(map(weights.get, names, itertools.repeat(0.0)))
    return named + sum([weights.get(name, 0.0) * number for name, number in numbers.items()])


@functools.cache
def load_costs(name: Literal["snippets", "files"]) -> Costs:
    """The weights shipped with the package, for short snippets or for parts of whole files."""
    data = json.loads(_read(f"{name}.json.gz"))
    return Costs(data["prior"], data["posterior"], frozenset(data["kinds"]), data.get("final", {}))


@functools.cache
def load_language(name: Literal["snippets", "files"] = "files") -> LanguageModel:
    """The language model shipped with the package that goes with the weights of the same name."""
    data = json.loads(_read(_NGRAMS[name]))
    words = data["words"]
    counts = {tuple(words[int(i)] for i in key.split()): count for key, count in data["grams"].items()}
    return LanguageModel(counts, frozenset(data["names"]))


def _read(name: str) -> bytes:
    path = resources.files("handlers.repair.synthesis").joinpath("tables").joinpath(name)
    return gzip.decompress(path.read_bytes())
