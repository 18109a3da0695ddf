"""All brackets of a text in order at once, for texts in which too many are wrong to mend them one by one."""

from __future__ import annotations

from collections.abc import Iterator

from handlers.repair.synthesis.proposals.edit import Change, Proposal
from handlers.repair.synthesis.scene import Scene
from handlers.repair.synthesis.tokens import CLOSERS, OPENERS

_KINDS = frozenset({"never-closed", "mismatch", "unmatched"})
_STATEMENTS = frozenset(
    {"def", "class", "return", "import", "from", "with", "while", "try", "except", "finally", "raise", "assert", "del"}
    | {"pass", "break", "continue", "global", "elif", "@"}
)
_HEADS = frozenset({"if", "elif", "for", "while", "def", "class", "with", "except"})
_MOST = 12


def propose(scene: Scene) -> Iterator[Proposal]:
    """What is missing put in and what is too much taken out, in two ways of treating a closer of the wrong kind."""
    if scene.fault.kind not in _KINDS and not scene.brackets.open and not scene.brackets.stray:
        return
    for kind, swap in (("balance-swap", True), ("balance-deep", False)):
        changes = _changes(scene, swap)
        if changes and len(changes) <= _MOST:
            yield Proposal(kind, tuple(changes))


def _changes(scene: Scene, swap: bool) -> list[Change]:
    tokens = scene.tokens
    stack: list[int] = []
    found: list[Change] = []
    for index, token in enumerate(tokens):
        if stack and token.first and _opens_statement(scene, index, stack[0]):
            found.append(_close(scene, stack, index - 1))
            stack = []
        if token.kind != "OP":
            continue
        if token.text in OPENERS:
            stack.append(index)
        elif token.text in CLOSERS:
            found += _closed(scene, stack, index, swap)
    if stack:
        found.append(_close(scene, stack, len(tokens) - (tokens[-1].kind == "NL")))
    return found


def _closed(scene: Scene, stack: list[int], index: int, swap: bool) -> list[Change]:
    """What to do about the closer at `index`; takes from the stack what it closes."""
    texts = [scene.tokens[opener].text for opener in stack]
    wanted = CLOSERS[scene.tokens[index].text]
    if not stack:
        return [Change(index, index + 1)]
    if texts[-1] == wanted:
        stack.pop()
        return []
    if wanted in texts and not swap:
        above = len(texts) - 1 - texts[::-1].index(wanted)
        missing = tuple(OPENERS[text] for text in reversed(texts[above + 1 :]))
        del stack[above:]
        return [Change(index, index, missing)]
    opener = stack.pop()
    return [Change(index, index + 1, (OPENERS[scene.tokens[opener].text],))]


def _close(scene: Scene, stack: list[int], gap: int) -> Change:
    tokens = scene.tokens
    head = scene.tokens[scene.span(tokens[stack[0]].line)[0]].text
    if head in _HEADS and gap and tokens[gap - 1].text == ":":
        gap -= 1
    return Change(gap, gap, tuple(OPENERS[tokens[opener].text] for opener in reversed(stack)))


def _opens_statement(scene: Scene, index: int, opener: int) -> bool:
    """Whether the token at `index` can only open a new statement, by its word and by its indentation."""
    token = scene.tokens[index]
    if token.text not in _STATEMENTS:
        return False
    return scene.lines[token.line - 1].width <= scene.lines[scene.tokens[opener].line - 1].width + 4
