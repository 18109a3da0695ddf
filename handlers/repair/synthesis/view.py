"""A scene as the features see it: words of the language model, brackets, the shapes of lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from handlers.repair.synthesis.language import LanguageModel, word_of_text
from handlers.repair.synthesis.scene import Scene

_SIDES = {"(": (0, 1), ")": (0, -1), "[": (1, 1), "]": (1, -1), "{": (2, 1), "}": (2, -1)}


@dataclass(frozen=True, slots=True)
class View:
    """A scene as the features see it.

    The `words` of all tokens (`plain` with all names alike), its `own` runs of words, the `net` balance of brackets,
    `sums` of log-probabilities, strings `held`, how often names are `known`, `shapes` of lines, the sign of the
    `previous` mend, and how many of its own runs are `broken` where tokens go.
    """

    scene: Scene
    words: list[str]
    model: LanguageModel
    own: dict[tuple[str, ...], int]
    net: tuple[int, ...]
    sums: list[float]
    previous: str
    texts: dict[tuple[str, ...], tuple[str, ...]]
    held: frozenset[str]
    known: dict[str, int]
    plain: list[str]
    shapes: dict[tuple[str, ...], int]
    broken: dict[tuple[int, int], float] = field(default_factory=dict)

    def added(self, texts: tuple[str, ...]) -> tuple[str, ...]:
        """The model's words for new token texts."""
        known = self.texts.get(texts)
        if known is None:
            names = self.model.names
            known = tuple(word_of_text(t, names) if len(t) < 8 or t[0] in "'\"" else "NAME" for t in texts)
            self.texts[texts] = known
        return known

    def alike(self, texts: tuple[str, ...]) -> list[str]:
        """The same with all names alike."""
        return ["NAME" if word in self.model.names else word for word in self.added(texts)]


def view(scene: Scene, model: LanguageModel, previous: str = "") -> View:
    """The view of `scene`; `previous` is the sign of the last mend on the way here."""
    words = model.words(scene.tokens)
    own: dict[tuple[str, ...], int] = {}
    for size in (2, 3):
        for index in range(len(words) - size + 1):
            gram = tuple(words[index : index + size])
            own[gram] = min(2, own.get(gram, 0) + 1)
    held = frozenset(token.text for token in scene.tokens if token.kind == "STRING" and len(token.text) > 3)
    net = [0, 0, 0]
    rebalance(net, words, 1)
    known = Counter(token.text for token in scene.tokens if token.kind == "NAME")
    plain = ["NAME" if token.kind == "NAME" else word for token, word in zip(scene.tokens, words, strict=True)]
    shapes = Counter(tuple(plain[begin:end]) for begin, end in scene.spans.values())
    return View(scene, words, model, own, tuple(net), model.each(words), previous, {}, held, known, plain, shapes)


def rebalance(net: list[int], words: Sequence[str], step: int) -> None:
    """Counts the brackets among `words` into `net`, `step` times."""
    for word in words:
        place = _SIDES.get(word)
        if place is not None:
            net[place[0]] += step * place[1]
