"""What a mended pair of brackets would hold: features that tell a call from a list, and where either ends."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from handlers.repair.synthesis.proposals.edit import Proposal
from handlers.repair.synthesis.scene import Scene
from handlers.repair.synthesis.tokens import CLOSERS, OPENERS
from handlers.repair.synthesis.view import View

_FAR = 80
_COUNTED = {",": 0, ":": 1, "=": 2}


class Pair(NamedTuple):
    """A pair of brackets as a proposal leaves it: its opener's text and place, and the tokens in it."""

    opener: str
    place: int
    begin: int
    end: int


def contents(seen: View, proposal: Proposal) -> Iterator[str]:
    """Names of what the pair that `proposal` makes or closes holds, and of what stands before it."""
    pair = _pair(seen.scene, proposal)
    if pair is None:
        return
    commas, colons, equals = _counts(seen.scene, pair)
    before = seen.words[pair.place - 1] if pair.place else "^"
    held = f"{pair.opener}{min(commas, 3)}{min(colons, 2)}{min(equals, 2)}"
    yield f"holds|{held}"
    yield f"holds|{held}|{proposal.kind}"
    yield f"holds|{pair.opener}|{before}|{min(commas, 3)}"
    if colons:
        yield f"holds|{pair.opener}|colons{'>' if colons > commas else '<'}"


def _pair(scene: Scene, proposal: Proposal) -> Pair | None:
    first, last = proposal.changes[0], proposal.changes[-1]
    opens, closes = first.texts[-1:], last.texts[:1]
    if last is not first and opens and closes and OPENERS.get(opens[0]) == closes[0]:
        return Pair(opens[0], first.begin, first.end, last.begin)
    if last is first and closes and closes[0] in CLOSERS:
        place = _opener(scene, first.begin)
        return None if place is None else Pair(CLOSERS[closes[0]], place, place + 1, first.begin)
    return None


def _opener(scene: Scene, index: int) -> int | None:
    """The bracket still open before the token at `index`, the innermost one."""
    depth = 0
    for place in range(index - 1, max(-1, index - _FAR), -1):
        token = scene.tokens[place]
        if token.kind != "OP":
            continue
        if token.text in CLOSERS:
            depth += 1
        elif token.text in OPENERS:
            depth -= 1
            if depth < 0:
                return place
    return None


def _counts(scene: Scene, pair: Pair) -> list[int]:
    """How many commas, colons and equals signs stand in the pair outside inner brackets."""
    depth, counts = 0, [0, 0, 0]
    for token in scene.tokens[pair.begin : min(pair.end, pair.begin + _FAR)]:
        if token.kind != "OP":
            continue
        if token.text in OPENERS:
            depth += 1
        elif token.text in CLOSERS:
            depth -= 1
        elif depth == 0 and token.text in _COUNTED:
            counts[_COUNTED[token.text]] += 1
    return counts
