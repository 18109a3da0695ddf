"""One slip made many times: the same mend at every place of the same shape, at once."""

from __future__ import annotations

from collections.abc import Iterator

from handlers.repair.synthesis.proposals import inserts
from handlers.repair.synthesis.proposals.edit import Change, Proposal
from handlers.repair.synthesis.scene import Scene
from handlers.repair.synthesis.tokens import CLOSERS, OPENERS, Token, ends_value, starts_value

_MOST = 40
_BARE = ("NAME", "KEYWORD", "NUMBER")
_INNER = frozenset("-/.%*<>@#$:+&?!\\=")
_QUOTABLE = frozenset({"comma", "invalid", "number", "zeros", "character", "dict-colon", "colon", "assign", "equal"})


def propose(scene: Scene) -> Iterator[Proposal]:
    """Separators between all neighbours, one insertion wherever its neighbours recur, quotes for all bare elements."""
    if not scene.tokens or scene.at > len(scene.tokens):
        return
    groups = list(_groups(scene))
    yield from _commas(scene, groups)
    yield from _insertions(scene)
    if scene.fault.kind in _QUOTABLE:
        yield from _elements(scene, groups)
        yield from _shapes(scene)


def _groups(scene: Scene) -> Iterator[tuple[int, int]]:
    """The bracket pairs around the fault, innermost first: indices of what stands between them, at most three."""
    around = [(i, j) for i, j in scene.brackets.partner.items() if i < j and i <= scene.at <= j]
    for opener, closer in sorted(around, reverse=True)[:3]:
        yield opener + 1, closer


def _neighbours(scene: Scene, begin: int, end: int) -> list[int]:
    """Gaps between two values without anything between them, at the outermost level from `begin` up to `end`."""
    tokens = scene.tokens
    depth = tokens[begin].depth if begin < end else 0
    found: list[int] = []
    left, gap = None, begin
    for index in range(begin, end):
        token = tokens[index]
        if token.kind == "NL":
            continue
        if left is not None and left.depth == depth == token.depth and _apart(left, token):
            found.append(gap)
        left, gap = token, index + 1
    return found


def _apart(left: Token, right: Token) -> bool:
    if not ends_value(left) or not starts_value(right) or right.text in ("-", "~", "not"):
        return False
    if right.text in OPENERS:
        return right.first and left.text in CLOSERS
    return not left.kind == right.kind == "STRING" or right.first


def _commas(scene: Scene, groups: list[tuple[int, int]]) -> Iterator[Proposal]:
    spans = [*groups, scene.span(scene.line_of(min(scene.at, len(scene.tokens) - 1)))]
    every: list[int] = []
    for begin, end in spans:
        gaps = _neighbours(scene, begin, end)
        if 1 < len(gaps) <= _MOST:
            yield Proposal("commas", tuple(Change(gap, gap, (",",)) for gap in gaps))
    for opener, closer in sorted(scene.brackets.partner.items()):
        if opener < closer:
            every += _neighbours(scene, opener + 1, closer)
    if 1 < len(every) <= _MOST:
        yield Proposal("commas-all", tuple(Change(gap, gap, (",",)) for gap in sorted(set(every))))


def _insertions(scene: Scene) -> Iterator[Proposal]:
    tokens = scene.tokens
    for gap in (scene.at - 1, scene.at, scene.at + 1):
        if not 0 < gap < len(tokens):
            continue
        shape = _shape(tokens[gap - 1]), _shape(tokens[gap])
        places = [i for i in range(1, len(tokens)) if (_shape(tokens[i - 1]), _shape(tokens[i])) == shape]
        if not 1 < len(places) <= _MOST:
            continue
        for texts in inserts.texts(scene, tokens[gap - 1], tokens[gap], gap):
            yield Proposal("ins-all", tuple(Change(i, i, texts) for i in places))


def _shape(token: Token) -> str:
    return token.kind if token.kind in ("NAME", "NUMBER", "STRING", "BAD") else token.text


def _elements(scene: Scene, groups: list[tuple[int, int]]) -> Iterator[Proposal]:
    """Quotes for the elements of a group that are no single value, and for those that are only names as well."""
    for begin, end in groups[:2]:
        separators = (",", ":") if scene.tokens[begin - 1].text == "{" else (",",)
        spans = [span for span in _split(scene, begin, end, separators) if _bare(scene, *span)]
        several = [span for span in spans if span[1] - span[0] > 1]
        for chosen in (several, spans):
            if 1 < len(chosen) <= _MOST and (chosen is several or len(several) < len(spans)):
                yield Proposal("quote-all", tuple(_quoted(scene, *span) for span in chosen))


def _split(scene: Scene, begin: int, end: int, separators: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    depth = scene.tokens[begin].depth if begin < end else 0
    first = begin
    for index in range(begin, end):
        token = scene.tokens[index]
        if token.kind == "NL" and first == index:
            first = index + 1
        elif token.text in separators and token.depth == depth:
            yield first, index
            first = index + 1
    last = end - 1 if end > first and scene.tokens[end - 1].kind == "NL" else end
    yield first, last


def _bare(scene: Scene, begin: int, end: int) -> bool:
    tokens = scene.tokens[begin:end]
    return (
        0 < end - begin <= 12
        and all(token.kind in _BARE or token.text in _INNER for token in tokens)
        and any(token.kind != "NUMBER" for token in tokens)
        and "'" not in scene.source[tokens[0].start : tokens[-1].end]
    )


def _shapes(scene: Scene) -> Iterator[Proposal]:
    """Quotes around a run of bare tokens, wherever a run of the same shape occurs."""
    tokens = scene.tokens
    shapes = [token.kind for token in tokens]
    for begin in range(max(0, scene.at - 3), min(scene.at + 1, len(tokens))):
        for size in range(1, 5):
            run = shapes[begin : begin + size]
            if len(run) < size or not all(_quotable(token) for token in tokens[begin : begin + size]):
                break
            places = _places(shapes, run)
            if 1 < len(places) <= _MOST and all(_bare(scene, i, i + size) or size > 1 for i in places):
                yield Proposal("quote-all", tuple(_quoted(scene, i, i + size) for i in places))


def _quotable(token: Token) -> bool:
    return token.kind in _BARE or token.text in _INNER


def _places(shapes: list[str], run: list[str]) -> list[int]:
    found: list[int] = []
    index, size = 0, len(run)
    while index + size <= len(shapes):
        if shapes[index : index + size] == run:
            found.append(index)
            index += size
        else:
            index += 1
    return found


def _quoted(scene: Scene, begin: int, end: int) -> Change:
    text = scene.source[scene.tokens[begin].start : scene.tokens[end - 1].end]
    quote = '"' if "'" in text else "'"
    return Change(begin, end, (f"{quote}{text}{quote}",))
