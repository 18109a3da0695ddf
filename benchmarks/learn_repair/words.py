"""Texts to count words in, and the n-grams the language model is made of."""

from __future__ import annotations

import gzip
import json
import sysconfig
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from handlers.repair.synthesis.language import LanguageModel, count_ngrams, word_of
from handlers.repair.synthesis.tokens import Token, tokenize

Grams = dict[tuple[str, ...], int]
_LARGEST = 40_000


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


def script_sources(folder: Path) -> Iterator[str]:
    """Texts of the Python files under `folder`, in the order of their paths; large ones are seldom written by hand."""
    for path in sorted(folder.rglob("*.py")):
        if path.is_file() and path.stat().st_size < _LARGEST:
            yield path.read_text(encoding="utf-8", errors="replace")


def frequent_names(streams: Iterable[list[Token]], count: int) -> frozenset[str]:
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


def snippet_grams(fixed: list[list[Token]], folds: list[int], without: int, names: frozenset[str]) -> Grams:
    """N-grams of the mended snippets but those of one fold."""
    chosen = [stream for stream, fold in zip(fixed, folds, strict=True) if fold != without]
    return count_ngrams([word_of(token, names) for token in stream] for stream in chosen)


@dataclass(frozen=True)
class Languages:
    """A language model for each fold that does not know it, and the n-grams of all as they are shipped."""

    models: list[LanguageModel]
    packed: dict[str, object]


class Base(NamedTuple):
    """What the n-grams of mended snippets are added to: n-grams of healthy code, and the names told apart in them."""

    names: frozenset[str]
    grams: Grams


def counted_base(fixed: list[str], scripts: Path | None, count: int) -> Base:
    """The n-grams of the standard library, and of the files under `scripts` counted twice.

    The `count` names most frequent in the `fixed` texts are told apart.
    """
    names = frequent_names((tokenize(text) for text in fixed), count)
    grams = _grams((tokenize(text) for text in stdlib_sources()), names)
    if scripts is not None:
        grams = merged(grams, _grams((tokenize(text) for text in script_sources(scripts)), names), 2)
    return Base(names, grams)


def shipped_base(path: Path, fixed: list[str], weight: int) -> Base:
    """The same as the shipped table has it: what is left without the `fixed` texts, all it was made with."""
    data = json.loads(gzip.decompress(path.read_bytes()))
    words, names = data["words"], frozenset(data["names"])
    grams = {tuple(words[int(number)] for number in key.split()): count for key, count in data["grams"].items()}
    own = snippet_grams([tokenize(text) for text in fixed], [0] * len(fixed), -1, names)
    if any(grams.get(gram, 0) < weight * count for gram, count in own.items()):
        raise SystemExit(f"{path.name} was not made with all of these texts: restore it, or name --scripts")
    left = {gram: count - weight * own.get(gram, 0) for gram, count in grams.items()}
    return Base(names, {gram: count for gram, count in left.items() if count > 0})


def learn_languages(fixed: list[str], folds: list[int], base: Base, weight: int) -> Languages:
    """Models of `base` and of mended snippets: `folds` gives the fold of each of the `fixed` texts, `weight` how often
    they count."""
    snippets, names = [tokenize(text) for text in fixed], base.names
    models = [
        LanguageModel(merged(base.grams, snippet_grams(snippets, folds, fold, names), weight), names)
        for fold in range(max(folds) + 1)
    ]
    return Languages(models, pack(merged(base.grams, snippet_grams(snippets, folds, -1, names), weight), names))


def _grams(streams: Iterable[list[Token]], names: frozenset[str]) -> Grams:
    return count_ngrams([word_of(token, names) for token in stream] for stream in streams)
