"""One or two tokens in place of others: operators, brackets, keywords misspelt or in the wrong case."""

from __future__ import annotations

import difflib
import functools
import itertools
from collections.abc import Iterator

from handlers.repair.synthesis.proposals.edit import Change, Proposal
from handlers.repair.synthesis.scene import Scene
from handlers.repair.synthesis.tokens import CONSTANTS, KEYWORDS, Token

_LONGEST = 20  # characters of a name that may be like a keyword
_ENDS = 30  # outermost and innermost open brackets that may have been another
_SWAPS = {
    "=": ("==", ":", "in", "-", "+", ","),
    "==": ("=",),
    ":": (",", "=", ".", "", ";"),
    ";": (",", ":", ""),
    ".": (",", ":", "", "...", "_"),
    ",": (":", ".", "=", ")", "]", "}", "and"),
    "->": (":", "."),
    "(": ("[", "{"),
    "[": ("(", "{"),
    "{": ("(", "["),
    ")": ("]", "}", "):", ","),
    "]": (")", "}", ","),
    "}": (")", "]", ","),
    "<": ("",),
    "is": ("=", "=="),
    "*": (",", "_"),
    "-": ("_", "=", ","),
    ":=": ("=",),
    "<>": ("!=",),
    "|": (",", "or"),
    "&": ("and", ","),
    "/": (",", ":", "_"),
    "else": ("except", "elif", "finally"),
    "elif": ("if", "else"),
    "if": ("elif",),
    "def": ("class",),
    "in": ("=", ","),
    "for": ("from",),
    "as": ("for", "in"),
    "from": ("for",),
    "+": (",", "="),
    "...": ("_", "pass", "None"),
}
_PAIRS = {
    ("&", "&"): ("and",),
    ("|", "|"): ("or",),
    ("else", "if"): ("elif",),
    ("=", ">"): (":", "=", "->", ">="),
    ("=", "<"): ("<=",),
    ("=", "!"): ("!=",),
    ("!", "="): ("!=",),
    ("<", ">"): ("!=",),
    ("=", "="): ("==", "="),
    ("==", "="): ("==",),
    ("<", "="): ("<=",),
    (">", "="): (">=",),
    ("+", "="): ("+=",),
    ("-", "="): ("-=",),
    ("*", "*"): ("**",),
    ("-", ">"): ("->", "."),
    (":", "="): ("=", ":=", "=="),
    ("=", ":"): ("=", ":"),
    (":", ":"): (":",),
    (",", ","): (",", ", None,"),
    (".", "."): (".", ",", "..."),
    ("+", "+"): ("+=1",),
    ("-", "-"): ("-=1",),
    ("not", "="): ("!=",),
    ("is", "="): ("==",),
    ("def", "class"): ("class",),
    ("from", "import"): ("import",),
}
_SPELLINGS = {
    "elseif": "elif",
    "elsif": "elif",
    "function": "def",
    "func": "def",
    "fun": "def",
    "define": "def",
    "defun": "def",
    "fn": "def",
    "switch": "match",
    "foreach": "for",
    "catch": "except",
    "then": ":",
    "null": "None",
    "true": "True",
    "false": "False",
    "var": "",
    "let": "",
    "const": "",
    "new": "",
    "public": "",
    "private": "",
    "static": "",
    "end": "",
    "do": ":",
    "throw": "raise",
    "nil": "None",
    "export": "",
    "int": "",
    "string": "",
    "float": "",
}


def propose(scene: Scene) -> Iterator[Proposal]:
    """Replacements around the fault, and of every equal token at once where it recurs."""
    for index in _window(scene):
        token = scene.tokens[index]
        for text in _texts(token):
            texts = () if text == "" else (text,)
            if text:
                yield Proposal("rep", (Change(index, index + 1, texts),))
            yield from _everywhere(scene, index, texts)
        if token.text == "class":
            members = [i for i, other in enumerate(scene.tokens) if other.text == "class" and not other.first]
            places = sorted({index, *members})
            yield Proposal("rename", tuple(Change(i, i + 1, ("cls",)) for i in places))
        yield from _pairs(scene, index)


def _window(scene: Scene) -> list[int]:
    tokens = scene.tokens
    found = set(range(max(0, scene.at - 4), min(len(tokens), scene.at + 3)))
    found.update(range(scene.at, min(scene.upto, scene.at + 16, len(tokens))))
    found.update(scene.brackets.open[:_ENDS], scene.brackets.open[-_ENDS:], scene.brackets.stray[:_ENDS])
    line = scene.line_of(min(scene.at, len(tokens) - 1))
    for number in (line, scene.near(line, -1)):
        if number:
            begin, end = scene.span(number)
            found.update((begin, end - 1))
            if number == line:
                found.update(range(begin, min(end, begin + 16)))
    return sorted(index for index in found if 0 <= index < len(tokens) and tokens[index].kind != "NL")


def _texts(token: Token) -> Iterator[str]:
    if token.kind == "NAME":
        if len(token.text) <= _LONGEST:
            yield from _keywords(token.text)
        return
    if token.kind == "KEYWORD":
        yield from _SWAPS.get(token.text, ())
        yield token.text + "_"
        return
    if token.kind == "ODD":
        yield from {"!": ("not",), "?": (",", ":"), "\u201c": ('"',), "\u2018": ("'",), "`": ("'",), "$": ()}.get(
            token.text, ()
        )
    yield from _SWAPS.get(token.text, ())


@functools.lru_cache(maxsize=1024)
def _keywords(text: str) -> tuple[str, ...]:
    """Keywords that `text` may stand for."""
    lower = text.lower()
    found: list[str] = []
    if lower in KEYWORDS and lower != text:
        found.append(lower)
    for constant in CONSTANTS:
        if lower == constant.lower() and text != constant:
            found.append(constant)
    if lower in _SPELLINGS:
        found.append(_SPELLINGS[lower])
    if len(lower) > 1:
        found += difflib.get_close_matches(lower, _SORTED_KEYWORDS, n=2, cutoff=0.6)
    return tuple(dict.fromkeys(found))


_SORTED_KEYWORDS = sorted(KEYWORDS - CONSTANTS)


def _everywhere(scene: Scene, index: int, texts: tuple[str, ...]) -> Iterator[Proposal]:
    token = scene.tokens[index]
    if token.kind in ("NAME",) and token.text in ("print",):
        return
    if token.text in "()[]{}" and token.kind == "OP":
        return
    members = [i for i, other in enumerate(scene.tokens) if other.text == token.text and other.kind == token.kind]
    same_line = [i for i in members if scene.tokens[i].line == token.line]
    same_level = [i for i in same_line if scene.tokens[i].depth == token.depth]
    for kind, chosen in (("repline", same_line), ("replevel", same_level), ("repall", members)):
        if 1 < len(chosen) <= 40:
            yield Proposal(kind, tuple(Change(i, i + 1, texts) for i in chosen))


def _pairs(scene: Scene, index: int) -> Iterator[Proposal]:
    tokens = scene.tokens
    if index + 1 >= len(tokens):
        return
    first, second = tokens[index], tokens[index + 1]
    for text in _PAIRS.get((first.text, second.text), ()):
        yield Proposal("reppair", (Change(index, index + 2, (text,)),))
        yield from _twins(scene, index, text, "reppairs")
    glued = first.end == second.start
    if first.kind in ("NAME", "KEYWORD") and second.kind in ("NAME", "NUMBER", "KEYWORD"):
        yield Proposal("merge", (Change(index, index + 2, (first.text + "_" + second.text,)),))
        yield Proposal("glue", (Change(index, index + 2, (first.text + second.text,)),))
        yield from _twins(scene, index, first.text + "_" + second.text, "merges")
    if glued and first.kind == "NUMBER" and second.kind == "NAME":
        yield Proposal("quote", (Change(index, index + 2, (f"'{first.text}{second.text}'",)),))
        yield Proposal("glue", (Change(index, index + 2, ("_" + first.text + second.text,)),))


def _twins(scene: Scene, index: int, text: str, kind: str) -> Iterator[Proposal]:
    """`text` for the pair of tokens at `index` and for every equal pair."""
    tokens = scene.tokens
    wanted = tokens[index].text, tokens[index + 1].text
    places = [i for i in range(len(tokens) - 1) if (tokens[i].text, tokens[i + 1].text) == wanted]
    if 1 < len(places) <= 40 and all(later - place > 1 for place, later in itertools.pairwise(places)):
        yield Proposal(kind, tuple(Change(i, i + 2, (text,)) for i in places))
