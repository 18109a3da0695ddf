"""How likely a run of Python tokens is: an interpolated n-gram model (Witten and Bell 1991) over words of code."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence

from handlers.repair.synthesis.tokens import KEYWORDS, Token, tokenize

ORDER = 4
END = "\n"


def word_of(token: Token, names: frozenset[str]) -> str:
    """The model's word for `token`: operators, keywords and the names it knows stand for themselves."""
    if token.kind == "NAME":
        return token.text if token.text in names else "NAME"
    if token.kind in ("NUMBER", "STRING", "BAD"):
        return token.kind
    return token.text


def word_of_text(text: str, names: frozenset[str]) -> str:
    """The same for a token that so far is only text."""
    if text in KEYWORDS or text in names:
        return text
    if text[:1].isalpha() or text[:1] == "_":
        return "STRING" if text[-1:] in "\"'" else "NAME"
    if text[:1].isdigit():
        return "NUMBER"
    return "STRING" if text[:1] in ('"', "'") else text


class LanguageModel:
    """Counts of n-grams up to `ORDER` words, and the log-probabilities they give. Never changed once built."""

    def __init__(
        self, counts: dict[tuple[str, ...], int], names: frozenset[str], base: LanguageModel | None = None
    ) -> None:
        """`counts` maps n-grams of 1 to ORDER words to how often they were seen; `base` is mixed in where given."""
        self.names = names
        self._counts = counts
        self._base = base
        self._totals: Counter[tuple[str, ...]] = Counter()
        self._kinds: Counter[tuple[str, ...]] = Counter()
        for gram, count in counts.items():
            self._totals[gram[:-1]] += count
            self._kinds[gram[:-1]] += 1
        self._memo: dict[tuple[str, ...], float] = {}

    @classmethod
    def learn(cls, sources: Iterable[str], *, names: int = 400, base: LanguageModel | None = None) -> LanguageModel:
        """A model of healthy `sources`; the `names` most frequent names are told apart, the others are one word."""
        streams = [tokenize(source) for source in sources]
        seen = Counter(token.text for stream in streams for token in stream if token.kind == "NAME")
        known = frozenset(word for word, count in seen.most_common(names) if count > 1)
        if base is not None:
            known |= base.names
        counts = count_ngrams([word_of(token, known) for token in stream] for stream in streams)
        return cls(counts, known, base)

    def score(self, context: Sequence[str], word: str) -> float:
        """log P(word | the last words of context), natural logarithm."""
        return math.log(self._probability((*context[-ORDER + 1 :], word)))

    def words(self, tokens: Iterable[Token]) -> list[str]:
        """The model's words for `tokens`."""
        return [word_of(token, self.names) for token in tokens]

    def change(self, before: Sequence[str], after: Sequence[str], left: Sequence[str], right: Sequence[str]) -> float:
        """By how much the log-probability rises when `before`, between `left` and `right`, becomes `after`."""
        tail = tuple(right[: ORDER - 1])
        return self._run(left, (*after, *tail)) - self._run(left, (*before, *tail))

    def _run(self, left: Sequence[str], words: Sequence[str]) -> float:
        text = (*left[-ORDER + 1 :], *words)
        begin = len(text) - len(words)
        return sum(math.log(self._probability(text[max(0, i - ORDER + 1) : i + 1])) for i in range(begin, len(text)))

    def _probability(self, gram: tuple[str, ...]) -> float:
        known = self._memo.get(gram)
        if known is not None:
            return known
        if not gram:
            return 1e-4
        lower = self._probability(gram[1:])
        context = gram[:-1]
        total = self._totals.get(context, 0)
        if total:
            kinds = self._kinds[context]
            lower = (self._counts.get(gram, 0) + kinds * lower) / (total + kinds)
        if self._base is not None and len(gram) == ORDER:
            lower = 0.6 * lower + 0.4 * self._base._probability(gram)
        if len(self._memo) < 200_000:
            self._memo[gram] = lower
        return lower


def count_ngrams(streams: Iterable[Sequence[str]]) -> dict[tuple[str, ...], int]:
    """Counts of all n-grams of 1 to ORDER words in `streams`, each opened by line ends."""
    counts: Counter[tuple[str, ...]] = Counter()
    for words in streams:
        text = (*[END] * (ORDER - 1), *words)
        for i in range(ORDER - 1, len(text)):
            for size in range(1, ORDER + 1):
                counts[text[i - size + 1 : i + 1]] += 1
    return dict(counts)
