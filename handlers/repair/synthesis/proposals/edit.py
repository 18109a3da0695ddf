"""What a proposal is, and the text it makes."""

from __future__ import annotations

import re
from typing import NamedTuple

from handlers.repair.synthesis.scene import Scene
from handlers.repair.synthesis.tokens import OPENERS


class Change(NamedTuple):
    """Tokens `begin` up to `end` (indices, the end not included) give way to `texts`."""

    begin: int
    end: int
    texts: tuple[str, ...] = ()


class Shift(NamedTuple):
    """The 1-based `line` gets the indentation `indent`."""

    line: int
    indent: str


class Splice(NamedTuple):
    """Characters `start` up to `end` of the old text give way to `text`."""

    start: int
    end: int
    text: str


class Proposal(NamedTuple):
    """A set of changes that make one mend; `kind` names the sort of mend for the cost tables, `cuts` are edits of plain
    text where tokens cannot be trusted."""

    kind: str
    changes: tuple[Change, ...] = ()
    shifts: tuple[Shift, ...] = ()
    cuts: tuple[Splice, ...] = ()


ASIDE = frozenset(
    {
        "deltail",
        "delline-this",
        "delline-previous",
        "delline-next",
        "delline-first",
        "dellines-before",
        "dellines-after",
    }
)
_HEADER = re.compile(
    r"^[ \t]*(?:(?:async[ \t]+)?def[ \t]+\w+[ \t]*\([^\n]*\)|class[ \t]+\w+)[^\n]*:[ \t]*(?:#[^\n]*)?$", re.MULTILINE
)
_TIGHT_LEFT = {",", ":", ")", "]", "}", ".", ";"}


def splices(scene: Scene, proposal: Proposal, *, keep: bool = False) -> list[Splice]:
    """The proposal as text edits, first to last; with `keep`, lines and ends of lines become comments, not nothing."""
    found: list[Splice] = []
    for change in proposal.changes:
        aside = keep and proposal.kind in ASIDE and _worded(scene, change)
        found += _put_aside(scene, change) if aside else [_splice(scene, change)]
    found += proposal.cuts
    for shift in proposal.shifts:
        line = scene.lines[shift.line - 1]
        found.append(Splice(line.start, line.start + len(line.indent), shift.indent))
    return sorted(found)


def _worded(scene: Scene, change: Change) -> bool:
    """Whether a word would be lost by leaving the tokens out; brackets left over are no loss."""
    return any(token.kind not in ("OP", "NL") for token in scene.tokens[change.begin : change.end])


def hides_definition(scene: Scene, proposal: Proposal) -> bool:
    """Whether lines are to be left out among which a whole header of a function or a class stands."""
    if proposal.kind not in ASIDE:
        return False
    found = (change for change in proposal.changes if change.end > change.begin)
    return any(_HEADER.search(scene.source, *_lines_of(scene, change)) for change in found)


def _lines_of(scene: Scene, change: Change) -> tuple[int, int]:
    begin, end = scene.tokens[change.begin], scene.tokens[change.end - 1]
    return scene.lines[begin.line - 1].start if begin.first else begin.start, end.end


def _put_aside(scene: Scene, change: Change) -> list[Splice]:
    begin, end = scene.tokens[change.begin], scene.tokens[change.end - 1]
    if not begin.first:
        return [Splice(begin.start, begin.start, "# ")]
    last = end.line + (end.text.count("\n") if end.kind == "STRING" else 0)
    places = [scene.lines[number - 1] for number in range(begin.line, last + 1) if not scene.blank(number)]
    return [Splice(line.start + len(line.indent), line.start + len(line.indent), "# ") for line in places]


def apply(scene: Scene, proposal: Proposal, *, keep: bool = False) -> str:
    """The text the proposal makes of the scene's."""
    pieces: list[str] = []
    position = 0
    for splice in splices(scene, proposal, keep=keep):
        if splice.start < position:
            continue
        pieces += (scene.source[position : splice.start], splice.text)
        position = splice.end
    pieces.append(scene.source[position:])
    return "".join(pieces)


def _splice(scene: Scene, change: Change) -> Splice:
    if change.begin == change.end:
        return _insertion(scene, change)
    if change.texts:
        return _replacement(scene, change)
    return _deletion(scene, change)


def _replacement(scene: Scene, change: Change) -> Splice:
    start, end = scene.tokens[change.begin].start, scene.tokens[change.end - 1].end
    text = join(change.texts)
    if text[:1].isalnum() and start and _wordy(scene.source[start - 1]):
        text = " " + text
    if text[-1:].isalnum() and end < len(scene.source) and _wordy(scene.source[end]):
        text += " "
    return Splice(start, end, text)


def _insertion(scene: Scene, change: Change) -> Splice:
    tokens, index = scene.tokens, change.begin
    if change.texts == ("\n",) and 0 < index < len(tokens):
        indent = scene.lines[tokens[index].line - 1].indent
        return Splice(tokens[index - 1].end, tokens[index].start, "\n" + indent)
    text = join(change.texts)
    left_side = index > 0 and tokens[index - 1].kind != "NL" and (index == len(tokens) or _hugs_left(scene, change))
    if left_side or index >= len(tokens):
        position = tokens[index - 1].end if index else 0
        behind = scene.source[position : position + 1]
        space = (
            " "
            if index and change.texts[0] not in _TIGHT_LEFT and _wordy(text[:1]) and _wordy(scene.source[position - 1])
            else ""
        )
        tail = (
            " "
            if behind and not behind.isspace() and (change.texts[-1] == "," or (_wordy(text[-1:]) and _wordy(behind)))
            else ""
        )
        return Splice(position, position, space + text + tail)
    position = tokens[index].start
    if text == "(" and _follows_statement(scene, index):
        return Splice(tokens[index - 1].end, position, text)
    before = scene.source[position - 1 : position]
    space = " " if before and _wordy(before) and _wordy(text[:1]) else ""
    tight = change.texts[-1] in OPENERS or change.texts[-1] in (".", "@", "*", "**", "-", "\n")
    return Splice(position, position, space + text + ("" if tight else " "))


def _follows_statement(scene: Scene, index: int) -> bool:
    """Whether a bracket before the token makes a call of a Python 2 statement, in a text that writes calls unspaced."""
    name = scene.tokens[index - 1] if index else None
    if name is None or name.text not in ("print", "exec") or name.line != scene.tokens[index].line:
        return False
    return scene.source.count(f"{name.text} (") <= scene.source.count(f"{name.text}(")


def _hugs_left(scene: Scene, change: Change) -> bool:
    index = change.begin
    return change.texts[0] in _TIGHT_LEFT or scene.tokens[index].kind == "NL" or change.texts == ("(", ")")


def _deletion(scene: Scene, change: Change) -> Splice:
    tokens = scene.tokens
    begin, end = tokens[change.begin], tokens[change.end - 1]
    follower = tokens[change.end] if change.end < len(tokens) else None
    if begin.first and (end.kind == "NL" or follower is None):
        start = scene.lines[begin.line - 1].start
        if follower is None and end.kind != "NL":
            return Splice(max(0, start - 1) if start else 0, len(scene.source.rstrip()), "")
        return Splice(start, end.end, "")
    if begin.first and follower is not None and follower.kind != "NL":
        return Splice(begin.start, follower.start, "")
    start = begin.start
    if follower is None or follower.kind == "NL":
        while start and scene.source[start - 1] in " \t":
            start -= 1
        return Splice(start, end.end, "")
    stop = end.end
    text = ""
    if start and _wordy(scene.source[start - 1]) and _wordy(scene.source[stop : stop + 1]):
        text = " "
    return Splice(start, stop, text)


def join(texts: tuple[str, ...]) -> str:
    """The texts as code, a space between words."""
    pieces: list[str] = []
    for index, text in enumerate(texts):
        before = texts[index - 1] if index else ""
        tight = (
            text in _TIGHT_LEFT or text in OPENERS or text == "\n" or before in OPENERS or before in (".", "\n", "@")
        )
        if index and not tight:
            pieces.append(" ")
        pieces.append(text)
    return "".join(pieces)


def _wordy(text: str) -> bool:
    return bool(text) and (text.isalnum() or text in "_\"'")
