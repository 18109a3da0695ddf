"""Literals written as another language or a reader's eye has it: keys, separators, ellipses, texts without marks."""

from __future__ import annotations

from collections.abc import Iterator

from handlers.repair.synthesis.proposals.edit import Change, Proposal
from handlers.repair.synthesis.scene import Scene
from handlers.repair.synthesis.tokens import CLOSERS, OPENERS, ends_value, starts_value

_MOST = 60
_DOTS = frozenset({".", "...", "\u2026"})
_VALUES = (("1",), ("0",), ("[", "]"), ("{", "}"), ("[", "...", "]"))
_HEADS = frozenset({"if", "elif", "else", "for", "while", "def", "class", "try", "except", "finally", "with"})


def propose(scene: Scene) -> Iterator[Proposal]:
    """Mends of keys and separators around the fault, of every ellipsis, and of texts that lack their marks."""
    if not scene.tokens or scene.at > len(scene.tokens):
        return
    for opener, closer in _braces(scene):
        yield from _named(scene, opener, closer)
        yield from _keys(scene, opener, closer)
    yield from _joints(scene)
    yield from _commas(scene)
    yield from _ellipses(scene)
    yield from _values(scene)
    yield from _heads(scene)
    yield from _texts(scene)


def _braces(scene: Scene) -> Iterator[tuple[int, int]]:
    """Pairs of braces: the innermost around the fault, and all of the text."""
    pairs = [(i, j) for i, j in sorted(scene.brackets.partner.items()) if i < j and scene.tokens[i].text == "{"]
    yield from [(i, j) for i, j in pairs if i <= scene.at <= j][-1:]


def _named(scene: Scene, opener: int, closer: int) -> Iterator[Proposal]:
    """`{a = 1}` as a dictionary: colons, with and without quotes for the names, and a call of `dict`."""
    tokens, level = scene.tokens, scene.tokens[opener].depth + 1
    signs = [i for i in range(opener + 2, closer) if tokens[i].text == "=" and tokens[i].depth == level]
    if not 0 < len(signs) <= _MOST:
        return
    names = [i - 1 for i in signs if tokens[i - 1].kind == "NAME"]
    colons = [Change(i, i + 1, (":",)) for i in signs]
    quoted = [Change(i, i + 1, (f"'{tokens[i].text}'",)) for i in names]
    yield Proposal("dict-colons", tuple(colons))
    if names:
        yield Proposal("dict-colons-quoted", tuple(sorted(colons + quoted)))
    if len(names) == len(signs):
        yield Proposal("dict-call", (Change(opener, opener + 1, ("dict", "(")), Change(closer, closer + 1, (")",))))


def _keys(scene: Scene, opener: int, closer: int) -> Iterator[Proposal]:
    """Quotes for the bare keys of one dictionary, and for those of all."""
    own = _bare_keys(scene, opener, closer)
    every = _bare_keys(scene, 0, len(scene.tokens))
    for kind, places in (("quote-keys", own), ("quote-keys-all", every)):
        if 0 < len(places) <= _MOST and (places is own or len(every) > len(own)):
            yield Proposal(kind, tuple(Change(i, i + 1, (f"'{scene.tokens[i].text}'",)) for i in places))


def _bare_keys(scene: Scene, begin: int, end: int) -> list[int]:
    tokens = scene.tokens
    found = []
    for index in range(max(1, begin), end - 1):
        if tokens[index].kind == "NAME" and tokens[index + 1].text == ":" and tokens[index].depth:
            before = tokens[index - 2] if tokens[index - 1].kind == "NL" and index > 1 else tokens[index - 1]
            if before.text in ("{", ","):
                found.append(index)
    return found


def _joints(scene: Scene) -> Iterator[Proposal]:
    """Two groups that should be one: the nearest `}, {` before the fault as a comma."""
    tokens = scene.tokens
    found = 0
    for index in range(min(len(tokens) - 1, scene.at + 4) - 1, max(-1, scene.at - _MOST), -1):
        opener = CLOSERS.get(tokens[index].text) if tokens[index].kind == "OP" else None
        stop = index + 1
        while stop < len(tokens) and (tokens[stop].kind == "NL" or tokens[stop].text == ","):
            stop += 1
        if opener and stop < len(tokens) and tokens[stop].text == opener and found < 3:
            found += 1
            yield Proposal("rejoin", (Change(index, stop + 1, (",",)),))


def _commas(scene: Scene) -> Iterator[Proposal]:
    """A comma for something strange between two values."""
    tokens = scene.tokens
    for index in range(max(1, scene.at - 3), min(len(tokens) - 1, scene.at + 4)):
        left, strange, right = tokens[index - 1 : index + 2]
        known = strange.kind in ("NL", "STRING", "BAD", "KEYWORD") or strange.text in "()[]{},"
        if not known and ends_value(left) and starts_value(right) and left.kind != "NAME":
            yield Proposal("rep-comma", (Change(index, index + 1, (",",)),))


def _ellipses(scene: Scene) -> Iterator[Proposal]:
    """`etc`, runs of dots: an ellipsis for each, and for all."""
    runs = list(_runs(scene))
    changes = tuple(Change(begin, end, ("...",)) for begin, end in runs)
    near = tuple(change for change in changes if change.begin - 2 <= scene.at <= change.end + 1)
    for chosen in (near[:1], changes if len(changes) > 1 else ()):
        if chosen and len(chosen) <= _MOST:
            yield Proposal("ellipsis", chosen)


def _runs(scene: Scene) -> Iterator[tuple[int, int]]:
    tokens = scene.tokens
    index = 0
    while index < len(tokens):
        begin = index
        if tokens[index].text.lower() == "etc":
            index += 1
        while index < len(tokens) and tokens[index].text in _DOTS:
            index += 1
        odd = index > begin + 1 or (index > begin and tokens[begin].text in ("etc", "\u2026"))
        if odd and not (tokens[begin].text == "." and begin and tokens[begin - 1].kind == "NAME"):
            yield begin, index
        index = max(index, begin + 1)


def _values(scene: Scene) -> Iterator[Proposal]:
    """Something to stand where a value is missing."""
    tokens = scene.tokens
    for index in range(max(1, scene.at - 1), min(len(tokens), scene.at + 1) + 1):
        at_end = index == len(tokens) or tokens[index].kind == "NL"
        if tokens[index - 1].text in ("=", ":") and (at_end or tokens[index].text in (",", "}")):
            for texts in _VALUES:
                yield Proposal("ins-value", (Change(index, index, texts),))


def _heads(scene: Scene) -> Iterator[Proposal]:
    """A colon for whatever a line that opens a block ends with."""
    begin, end = scene.span(scene.line_of(min(scene.at, len(scene.tokens) - 1)))
    if scene.tokens[begin].text not in _HEADS:
        return
    for first in range(max(begin + 1, scene.at - 4), min(end, scene.at + 3)):
        if ends_value(scene.tokens[first - 1]) or scene.tokens[first - 1].text in _HEADS:
            yield Proposal("reptail", (Change(first, end, (":",)),))


def _texts(scene: Scene) -> Iterator[Proposal]:
    """Marks around what follows an assignment or a bracket, whatever it holds: to its line's end, or the text's."""
    tokens = scene.tokens
    line = scene.line_of(min(scene.at, len(tokens) - 1))
    begin, end = scene.span(line)
    starts = [begin]
    starts += [i + 1 for i in range(begin, min(end, begin + 12)) if tokens[i].text in ("=", "(", "[", "return")]
    for first in starts:
        closed = end > first and tokens[end - 1].text in CLOSERS and first > begin and tokens[first - 1].text in OPENERS
        yield from _quoted(scene, "quote-rest", first, end - closed)
    for number in range(line, max(0, line - _MOST), -1):
        begin, end = scene.span(number)
        if end - begin > 2 and tokens[begin + 1].text == "=":
            yield from _quoted(scene, "quote-block", begin + 2, len(tokens) - (tokens[-1].kind == "NL"))
            return


def _quoted(scene: Scene, kind: str, first: int, stop: int) -> Iterator[Proposal]:
    if stop <= first + 1:
        return
    text = scene.source[scene.tokens[first].start : scene.tokens[stop - 1].end]
    if any(text.count(opener) != text.count(closer) for opener, closer in OPENERS.items()):
        return
    marks = ('"', "'") if "\n" not in text else ()
    for mark in (*marks, '"""'):
        if mark not in text and not text.endswith((mark[0], "\\")):
            yield Proposal(kind, (Change(first, stop, (mark + text + mark,)),))
            return
