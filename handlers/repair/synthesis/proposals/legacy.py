"""Code of other times and other languages: Python 2, shells' prompts, marks of web pages, comments of C."""

from __future__ import annotations

import re
from collections.abc import Iterator

from handlers.repair.synthesis.proposals.edit import Change, Proposal, Splice
from handlers.repair.synthesis.scene import Scene

_ENTITIES = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "nbsp": ""}
_ENTITY = re.compile("&(" + "|".join(_ENTITIES) + ");")
_OCTAL = re.compile(r"0+(\d+)$")


def propose(scene: Scene) -> Iterator[Proposal]:
    """Whole-text and one-line rewrites; each is offered for the fault's line, and for all lines that need it."""
    if not scene.tokens:
        return
    yield from _calls(scene)
    yield from _excepts(scene)
    yield from _numbers(scene)
    yield from _entities(scene)
    yield from _comments(scene)
    yield from _smart_quotes(scene)


def _calls(scene: Scene) -> Iterator[Proposal]:
    """`print x` and `exec x` as calls."""
    line = scene.line_of(min(scene.at, len(scene.tokens) - 1))
    all_changes: list[Change] = []
    for index, token in enumerate(scene.tokens):
        if token.text not in ("print", "exec", "raw_input") or token.kind != "NAME":
            continue
        changes = _call(scene, index)
        if not changes:
            continue
        all_changes += changes
        if token.line == line:
            yield Proposal("call", changes)
    if len(all_changes) > 2:
        yield Proposal("callall", tuple(all_changes))


def _call(scene: Scene, index: int) -> tuple[Change, ...]:
    tokens = scene.tokens
    stop = index + 1
    depth = 0
    while stop < len(tokens):
        text = tokens[stop].text
        if text in "([{" and tokens[stop].kind == "OP":
            depth += 1
        elif text in ")]}" and tokens[stop].kind == "OP":
            depth -= 1
        if depth <= 0 and (tokens[stop].kind == "NL" or text == ";"):
            break
        stop += 1
    after = tokens[index + 1].text if index + 1 < len(tokens) else ""
    if stop == index + 1:
        return (Change(stop, stop, ("(", ")")),)
    if after in ("=", ".", ",", ")", ":", "]", "}"):
        return ()
    if after == "(" and scene.brackets.partner.get(index + 1) == stop - 1:
        return ()
    return (Change(index + 1, index + 1, ("(",)), Change(stop, stop, (")",)))


def _excepts(scene: Scene) -> Iterator[Proposal]:
    tokens = scene.tokens
    for index in range(max(0, scene.at - 8), min(len(tokens), scene.at + 3)):
        if (
            tokens[index].text == ","
            and index > 1
            and "except" in (tokens[index - 2].text, tokens[max(0, index - 4)].text)
        ):
            yield Proposal("except-as", (Change(index, index + 1, ("as",)),))
        if tokens[index].text == "raise" and index + 3 < len(tokens) and tokens[index + 2].text == ",":
            end = scene.span(tokens[index].line)[1]
            yield Proposal("raise", (Change(index + 2, index + 3, ("(",)), Change(end, end, (")",))))


def _numbers(scene: Scene) -> Iterator[Proposal]:
    tokens = scene.tokens
    zeros: list[Change] = []
    octals: list[Change] = []
    texts: list[Change] = []
    for index, token in enumerate(tokens):
        found = _OCTAL.match(token.text) if token.kind == "NUMBER" and len(token.text) > 1 else None
        if not found:
            continue
        zeros.append(Change(index, index + 1, (found.group(1),)))
        octals.append(Change(index, index + 1, ("0o" + found.group(1),)))
        texts.append(Change(index, index + 1, (f"'{token.text}'",)))
    for kind, changes in (("zeros", zeros), ("octal", octals), ("quote-number", texts)):
        if changes and len(changes) < 200:
            yield Proposal(kind, tuple(changes))
            near = tuple(c for c in changes if abs(c.begin - scene.at) <= 1)
            if near and len(near) < len(changes):
                yield Proposal(kind, near[:1])


def _entities(scene: Scene) -> Iterator[Proposal]:
    tokens = scene.tokens
    changes: list[Change] = []
    for index in range(len(tokens) - 1):
        if tokens[index].text == "&" and tokens[index + 1].text in _ENTITIES:
            changes.append(_entity(scene, index))
    if changes:
        yield Proposal("entities", tuple(changes))
        yield Proposal("entities-all", cuts=tuple(_everywhere(scene.source)))


def _everywhere(source: str) -> Iterator[Splice]:
    """Every mark of a web page as what it stands for, in strings too."""
    for found in _ENTITY.finditer(source):
        yield Splice(found.start(), found.end(), _ENTITIES[found.group(1)])


def _entity(scene: Scene, index: int) -> Change:
    tokens = scene.tokens
    text = _ENTITIES[tokens[index + 1].text]
    end = index + 2
    if end < len(tokens) and tokens[end].text == ";" and tokens[end].start == tokens[end - 1].end:
        end += 1
    begin = index
    if text == ">" and index and tokens[index - 1].text == "-" and tokens[index - 1].end == tokens[index].start:
        begin, text = index - 1, "->"
    if end < len(tokens) and tokens[end].text == "=" and text in "<>" and tokens[end].start == tokens[end - 1].end:
        end, text = end + 1, text + "="
    return Change(begin, end, (text,) if text else ())


def _comments(scene: Scene) -> Iterator[Proposal]:
    """Text behind `//`, between `/*` and `*/`, and lines that open with `--`."""
    tokens = scene.tokens
    changes: list[Change] = []
    for begin, end in scene.spans.values():
        for index in range(begin, end):
            if tokens[index].text == "//" or (
                tokens[index].text == "/" and index + 1 < end and tokens[index + 1].text == "*"
            ):
                whole = index == begin
                changes.append(Change(index, min(end + 1, len(tokens)) if whole else end))
                break
    if changes:
        yield Proposal("slashes", tuple(changes))


def _smart_quotes(scene: Scene) -> Iterator[Proposal]:
    """Typographers' quotes around text on one line become plain ones."""
    line = scene.line_of(min(scene.at, len(scene.tokens) - 1))
    tokens = scene.tokens
    begin, end = scene.span(line)
    marks = [i for i in range(begin, end) if tokens[i].text in "\u201c\u201d\u2018\u2019`\u00b4"]
    changes = []
    for first, last in zip(marks[::2], marks[1::2], strict=False):
        text = scene.source[tokens[first].end : tokens[last].start]
        quote = "'" if '"' in text else '"'
        changes.append(Change(first, last + 1, (quote + text + quote,)))
    if changes:
        yield Proposal("smart-quotes", tuple(changes))
