"""How likely a run of Python tokens is: an interpolated n-gram model (Witten and Bell 1991) over words of code."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence

from handlers.repair.synthesis.tokens import KEYWORDS, Token, tokenize

ORDER = 4
END = "\n"
_MEMORY = 200_000


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
        self._logs: dict[tuple[str, ...], float] = {}

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

    def words(self, tokens: Iterable[Token]) -> list[str]:
        """The model's words for `tokens`."""
        return [word_of(token, self.names) for token in tokens]

    def run(self, left: Sequence[str], words: Sequence[str]) -> float:
        """log P(words | left), natural logarithm."""
        text = (*left[-ORDER + 1 :], *words)
        begin, memo, total = len(text) - len(words), self._logs, 0.0
        for end in range(begin + 1, len(text) + 1):
            gram = text[max(0, end - ORDER) : end]
            known = memo.get(gram)
            if known is None:
                known = math.log(self._mixed(gram))
                if len(memo) < _MEMORY:
                    memo[gram] = known
            total += known
        return total

    def each(self, words: Sequence[str]) -> list[float]:
        """Sums of log-probabilities: what the first n of `words` add up to, for n from 0 on."""
        sums = [0.0]
        for index in range(len(words)):
            sums.append(sums[-1] + self.run(words[max(0, index - ORDER + 1) : index], (words[index],)))
        return sums

    def _mixed(self, gram: tuple[str, ...]) -> float:
        if self._base is None:
            return self._probability(gram)
        return 0.6 * self._probability(gram) + 0.4 * self._base._mixed(gram)

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
        if len(self._memo) < _MEMORY:
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
