"""What a text brought along from where it was copied: prompts of a notebook, line numbers, marks of emphasis."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from handlers.repair.synthesis.proposals.edit import Change, Proposal
from handlers.repair.synthesis.scene import Scene

_MARKS = ("*", "**", "`", "_", "__", "~")


def propose(scene: Scene) -> Iterator[Proposal]:
    """Removals of such marks, all of them at once."""
    if not scene.tokens:
        return
    yield from _prompts(scene)
    yield from _console(scene)
    yield from _invitation(scene)
    yield from _numbers(scene)
    yield from _emphasis(scene)


def _prompts(scene: Scene) -> Iterator[Proposal]:
    """`In [3]:` and `Out[3]:`; with the lines an `Out` opens, or without its mark alone."""
    tokens = scene.tokens
    marks: list[Change] = []
    outputs: list[Change] = []
    for begin, end in scene.spans.values():
        if tokens[begin].text not in ("In", "Out") or begin + 4 >= end:
            continue
        texts = [token.text for token in tokens[begin + 1 : begin + 5]]
        if texts[0] != "[" or texts[2:] != ["]", ":"]:
            continue
        marks.append(Change(begin, begin + 5))
        whole = tokens[begin].text == "Out"
        outputs.append(Change(begin, min(end + 1, len(tokens))) if whole else marks[-1])
    if marks:
        yield Proposal("delprompts", tuple(marks))
        if outputs != marks:
            yield Proposal("delprompts-out", tuple(outputs))


def _console(scene: Scene) -> Iterator[Proposal]:
    """`>>>` and `...` with the lines that have no prompt left out: what the console answered."""
    tokens = scene.tokens
    prompted = [begin for begin, _ in scene.spans.values() if tokens[begin].text == ">>>"]
    if not prompted:
        return
    changes: list[Change] = []
    for begin, end in scene.spans.values():
        if tokens[begin].text in (">>>", "..."):
            changes.append(Change(begin, begin + 1 if end > begin + 1 else min(end + 1, len(tokens))))
        elif begin > prompted[0]:
            changes.append(Change(begin, min(end + 1, len(tokens))))
    yield Proposal("delprompts-out", tuple(changes))


def _invitation(scene: Scene) -> Iterator[Proposal]:
    """An editor's `enter code here`, left standing before the code that was entered."""
    tokens = scene.tokens
    for begin, end in scene.spans.values():
        words = [token.text for token in tokens[begin : min(end, begin + 3)]]
        if words[:2] == ["enter", "code"] and words[2:] and words[2].startswith("here"):
            rest = words[2].removeprefix("here")
            alone = not rest and begin + 3 == end
            stop = min(end + 1, len(tokens)) if alone else begin + 3
            yield Proposal("delinvitation", (Change(begin, stop, (rest,) if rest else ()),))


def _numbers(scene: Scene) -> Iterator[Proposal]:
    """Line numbers: what lines open with goes up from each to the next."""
    tokens = scene.tokens
    heads = [begin for begin, end in scene.spans.values() if end - begin > 1 and _counts(tokens[begin].text)]
    values = [int(tokens[begin].text.rstrip(".")) for begin in heads]
    if len(values) < 2 or any(later <= value for value, later in itertools.pairwise(values)):
        return
    changes = [Change(begin, begin + 2 if tokens[begin + 1].text in (".", ":", ")") else begin + 1) for begin in heads]
    yield Proposal("delnumbers", tuple(changes))


def _counts(text: str) -> bool:
    return len(text) < 7 and text.rstrip(".").isdecimal()


def _emphasis(scene: Scene) -> Iterator[Proposal]:
    """Marks around a word or a statement, on the fault's line, the text between them kept."""
    tokens = scene.tokens
    begin, end = scene.span(scene.line_of(min(scene.at, len(tokens) - 1)))
    for mark in _MARKS:
        places = [i for i in range(begin, min(end, begin + 60)) if tokens[i].text == mark]
        if len(places) == 2 and places[1] - places[0] > 1:
            yield Proposal("unmark", tuple(Change(i, i + 1) for i in places))
