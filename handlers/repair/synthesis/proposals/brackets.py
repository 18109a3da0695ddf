"""Brackets missing, orphaned or of the wrong kind."""

from __future__ import annotations

from collections.abc import Iterator

from handlers.repair.synthesis.proposals.edit import Change, Proposal
from handlers.repair.synthesis.scene import Scene
from handlers.repair.synthesis.tokens import CLOSERS, OPENERS, ends_value, starts_value

_FAR = 90


def propose(scene: Scene) -> Iterator[Proposal]:
    """Closers for what is open, openers for what is orphaned, pairs swapped to fit each other."""
    yield from _closers(scene)
    yield from _openers(scene)
    yield from _swaps(scene)
    yield from _others(scene)
    yield from _kinds(scene)


def _others(scene: Scene) -> Iterator[Proposal]:
    """Removals of brackets of the kind that is one too many, wherever they stand."""
    tokens, at = scene.tokens, scene.at
    if at >= len(tokens):
        return
    kind = tokens[at].text
    if scene.fault.kind in ("unmatched", "mismatch") and kind in CLOSERS:
        for index in range(max(0, at - 60), at):
            if tokens[index].text == kind:
                yield Proposal("delother", (Change(index, index + 1),))
    if scene.fault.kind == "never-closed" and kind in OPENERS:
        for index in range(at + 1, min(len(tokens), at + 60)):
            if tokens[index].text == kind:
                yield Proposal("delother", (Change(index, index + 1),))


def _kinds(scene: Scene) -> Iterator[Proposal]:
    """Another kind for the pairs around the fault."""
    tokens, at = scene.tokens, scene.at
    around = {i for i, j in scene.brackets.partner.items() if i < j and i <= at <= j}
    near = {min(i, scene.brackets.partner[i]) for i in range(at - 3, at + 3) if i in scene.brackets.partner}
    for index in sorted(around | near)[-6:]:
        for opener, closer in OPENERS.items():
            if opener != tokens[index].text:
                partner = scene.brackets.partner[index]
                yield Proposal(
                    "rebracket", (Change(index, index + 1, (opener,)), Change(partner, partner + 1, (closer,)))
                )


def _open(scene: Scene) -> list[int]:
    """Openers that may lack a closer: those the stack leaves open, and the one the compiler names."""
    found = set(scene.brackets.open[-3:]) | set(scene.brackets.open[:2])
    at = scene.at
    if scene.fault.kind == "never-closed" and at < len(scene.tokens) and scene.tokens[at].text in OPENERS:
        found.add(at)
    if scene.fault.kind in ("mismatch", "comma", "invalid", "dict-colon", "equal", "print", "dict-value"):
        depth = 0
        for index in range(min(at, len(scene.tokens)) - 1, max(-1, at - _FAR), -1):
            text = scene.tokens[index].text
            if text in CLOSERS:
                depth += 1
            elif text in OPENERS:
                depth -= 1
                if depth < 0:
                    found.add(index)
                    depth = 0
    return sorted(found)


def _closers(scene: Scene) -> Iterator[Proposal]:
    tokens = scene.tokens
    opened = _open(scene)
    for opener in opened:
        closer = OPENERS[tokens[opener].text]
        limit = min(len(tokens), opener + _FAR)
        gaps = list(range(opener + 1, limit + 1))
        if limit < len(tokens):
            gaps.append(len(tokens) if tokens[-1].kind != "NL" else len(tokens) - 1)
        for gap in gaps:
            left = tokens[gap - 1]
            if gap == opener + 1 or ends_value(left) or left.text == ",":
                yield Proposal("close", (Change(gap, gap, (closer,)),))
                if gap == len(tokens) or tokens[gap].kind == "NL":
                    yield Proposal("close", (Change(gap, gap, (closer, ":")),))
                    yield Proposal("close", (Change(gap, gap, (closer, ",")),))
    yield from _several(scene)


def _several(scene: Scene) -> Iterator[Proposal]:
    """Closers of the two, three or four innermost openers at one place."""
    tokens = scene.tokens
    open_ones = list(scene.brackets.open)
    for size in (2, 3, 4):
        if len(open_ones) < size:
            return
        texts = tuple(OPENERS[tokens[index].text] for index in reversed(open_ones[-size:]))
        for gap in range(open_ones[-1] + 1, min(len(tokens), open_ones[-1] + _FAR) + 1):
            if (gap == len(tokens) or tokens[gap].kind == "NL") and ends_value(tokens[gap - 1]):
                yield Proposal("close", (Change(gap, gap, texts),))


def _openers(scene: Scene) -> Iterator[Proposal]:
    tokens = scene.tokens
    strays = set(scene.brackets.stray[:3])
    if scene.at < len(tokens) and tokens[scene.at].text in CLOSERS:
        strays.add(scene.at)
    for stray in sorted(strays):
        opener = CLOSERS[tokens[stray].text]
        for gap in _places(scene, stray):
            right = tokens[gap]
            if starts_value(right) or gap == stray or right.text in ("*", "**"):
                left = tokens[gap - 1] if gap else None
                if gap == stray and left is not None and not ends_value(left):
                    continue
                yield Proposal("open", (Change(gap, gap, (opener,)),))


def _places(scene: Scene, stray: int) -> list[int]:
    """Where the opener of the closer at `stray` may have stood: near before it, or where a line above opens."""
    heads = {begin for begin, _ in scene.spans.values() if begin < stray}
    return sorted(set(range(max(0, stray - 60), stray + 1)) | set(sorted(heads)[-20:]) | {0})


def _swaps(scene: Scene) -> Iterator[Proposal]:
    tokens, at = scene.tokens, scene.at
    if scene.fault.kind != "mismatch" or at >= len(tokens) or tokens[at].text not in CLOSERS:
        return
    opener = _named_opener(scene)
    if opener is None:
        return
    wanted = OPENERS[tokens[opener].text]
    yield Proposal("swap", (Change(at, at + 1, (wanted,)),))
    yield Proposal("swap", (Change(opener, opener + 1, (CLOSERS[tokens[at].text],)),))
    yield Proposal("swap", (Change(at, at, (wanted,)),))
    yield Proposal("swap", (Change(at, at + 1),))
    yield Proposal("swap", (Change(opener, opener + 1),))
    if at + 1 < len(tokens) and tokens[at + 1].text == wanted:
        yield Proposal("swap", (Change(at, at + 2, (wanted, tokens[at].text)),))


def _named_opener(scene: Scene) -> int | None:
    """The opener the compiler set against the closer it stopped at: the innermost still open there."""
    stack: list[int] = []
    for index in range(min(scene.at, len(scene.tokens))):
        text = scene.tokens[index].text
        if scene.tokens[index].kind != "OP":
            continue
        if text in OPENERS:
            stack.append(index)
        elif text in CLOSERS and stack:
            stack.pop()
    return stack[-1] if stack else None
