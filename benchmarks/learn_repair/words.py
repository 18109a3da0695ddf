"""Texts to count words in, and the n-grams the language model is made of."""

from __future__ import annotations

import sysconfig
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

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


def learn_languages(fixed: list[str], folds: list[int], scripts: Path | None, count: int, weight: int) -> Languages:
    """Models of the standard library, of the files under `scripts` (counted twice), and of mended snippets.

    `folds` gives the fold of each of the `fixed` texts, `count` is how many names are told apart, `weight` how often
    the snippets count.
    """
    snippets = [tokenize(text) for text in fixed]
    names = frequent_names(snippets, count)
    base = _grams((tokenize(text) for text in stdlib_sources()), names)
    if scripts is not None:
        base = merged(base, _grams((tokenize(text) for text in script_sources(scripts)), names), 2)
    models = [
        LanguageModel(merged(base, snippet_grams(snippets, folds, fold, names), weight), names)
        for fold in range(max(folds) + 1)
    ]
    return Languages(models, pack(merged(base, snippet_grams(snippets, folds, -1, names), weight), names))


def _grams(streams: Iterable[list[Token]], names: frozenset[str]) -> Grams:
    return count_ngrams([word_of(token, names) for token in stream] for stream in streams)
