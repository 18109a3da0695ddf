"""Keywords that lost a letter, words out of order, and names left out where the grammar wants one."""

from __future__ import annotations

from collections.abc import Iterator

from handlers.repair.synthesis.proposals.edit import Change, Proposal
from handlers.repair.synthesis.scene import Scene

_OPENING = ("class", "def", "elif", "else", "for", "from", "if", "import", "print", "return", "try", "while", "with")
_MENDS = {"input": "import", "form": "from", "fro": "from", "retrun": "return", "esle": "else", "fi": "if"}


def propose(scene: Scene) -> Iterator[Proposal]:
    """Mends of the line where the compiler stopped, and of the one before."""
    if not scene.tokens:
        return
    line = scene.line_of(min(scene.at, len(scene.tokens) - 1))
    for number in (line, scene.near(line, -1)):
        if number:
            begin, end = scene.span(number)
            yield from _opening(scene, begin)
            yield from _import(scene, begin, end)
    begin, end = scene.span(line)
    yield from _loops(scene, begin, end)
    yield from _methods(scene, begin, end)
    yield from _all_methods(scene)
    yield from _target(scene, begin, end)
    yield from _order(scene)


def _opening(scene: Scene, index: int) -> Iterator[Proposal]:
    """The keyword that opens a line, its first or its last letter lost, or a letter too much before it."""
    text = scene.tokens[index].text
    if not text.isidentifier():
        return
    for word in _OPENING:
        if word != text and (text in (word[1:], word[:-1]) or text[1:] == word or _MENDS.get(text) == word):
            yield Proposal("rep", (Change(index, index + 1, (word,)),))


def _import(scene: Scene, begin: int, end: int) -> Iterator[Proposal]:
    """`import a from b` in the order Python wants, and an import that ends too early."""
    texts = [token.text for token in scene.tokens[begin:end]]
    if texts[:1] == ["import"] and "from" in texts[2:-1]:
        middle = texts.index("from", 2)
        order = ("from", *texts[middle + 1 :], "import", *texts[1:middle])
        yield Proposal("reorder", (Change(begin, end, order),))
    if texts[:2] == ["from", "import"]:
        yield Proposal("ins-name", (Change(begin + 1, begin + 1, (".",)),))
    if texts[:1] == ["from"] and len(texts) > 1:
        if "import" not in texts:
            yield Proposal("rep", (Change(begin, begin + 1, ("import",)),))
            yield Proposal("ins", (Change(end, end, ("import", "*")),))
        elif texts[-1] == "import":
            yield Proposal("rep", (Change(end - 1, end, ("import", "*")),))
    if texts[:1] == ["import"] and texts[-1:] == ["as"] and len(texts) > 2:
        yield Proposal("ins", (Change(end, end, (texts[-2],)),))


def _loops(scene: Scene, begin: int, end: int) -> Iterator[Proposal]:
    """A loop without its name, and a comprehension without its element."""
    tokens = scene.tokens
    for index in range(begin, min(end, begin + 60)):
        following = tokens[index + 1].text if index + 1 < len(tokens) else ""
        before = tokens[index - 1].text if index > begin else ""
        if tokens[index].text == "for" and following == "in":
            for name in dict.fromkeys((before if before.isidentifier() else "i", "i")):
                yield Proposal("ins-name", (Change(index + 1, index + 1, (name,)),))
        if tokens[index].text == "for" and before in ("[", "(", "{") and following.isidentifier():
            yield Proposal("ins-name", (Change(index, index, (following,)),))


def _methods(scene: Scene, begin: int, end: int) -> Iterator[Proposal]:
    """The parameters of a method, where a definition has none."""
    tokens = scene.tokens
    for index in range(begin, end - 2):
        if tokens[index].text == "def" and tokens[index + 2].text == ":":
            name = tokens[index + 1].text
            yield Proposal("method", (Change(index + 1, index + 2, (name, "(", "self", ")")),))


def _all_methods(scene: Scene) -> Iterator[Proposal]:
    """The same for every definition that has none, as methods and as functions."""
    tokens = scene.tokens
    places = [i + 1 for i in range(len(tokens) - 2) if tokens[i].text == "def" and tokens[i + 2].text == ":"]
    if 1 < len(places) <= 20:
        yield Proposal("methods", tuple(Change(i, i + 1, (tokens[i].text, "(", "self", ")")) for i in places))
        yield Proposal("functions", tuple(Change(i, i + 1, (tokens[i].text, "(", ")")) for i in places))


def _target(scene: Scene, begin: int, end: int) -> Iterator[Proposal]:
    """The name assigned to, before a dot that has nothing before it."""
    tokens = scene.tokens
    for index in range(begin + 2, min(end, begin + 40)):
        if tokens[index].text == "." and tokens[index - 1].text == "=" and tokens[begin].kind == "NAME":
            yield Proposal("ins-name", (Change(index, index + 1, (*(t.text for t in tokens[begin : index - 1]), ".")),))


def _order(scene: Scene) -> Iterator[Proposal]:
    """Two neighbours near the fault, changed round."""
    tokens = scene.tokens
    for index in range(max(0, scene.at - 2), min(len(tokens) - 1, scene.at + 2)):
        first, second = tokens[index], tokens[index + 1]
        if "NL" not in (first.kind, second.kind) and first.kind != second.kind:
            yield Proposal("turn", (Change(index, index + 2, (second.text, first.text)),))
