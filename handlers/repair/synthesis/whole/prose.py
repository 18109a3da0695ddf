"""Whether a line reads like code or like the text of a docstring."""

from __future__ import annotations

import functools
import itertools
import re

from handlers.repair.synthesis.tokens import KEYWORDS, tokenize

_HEADER = re.compile(
    r"(?:async\s+)?(?:if|elif|else|for|while|def|class|with|try|except|finally|match|case)\b.*:\s*(?:#.*)?$"
)
_MARKUP = re.compile(
    r"(?:[-*\u2022]\s+\w|:(?:param|return|raises|type|rtype)\b|>>>|\d+[.)]\s+\w|={3,}|-{3,}|[A-Z]\w*:\s*$|Args:|Returns:)"
)
_CODE = re.compile(r"(?:return|import|from|assert|raise|del|pass|break|continue|yield|await|global|self\.)\b|@\w")
_ASSIGNMENT = re.compile(r"[\w.\[\]'\", ]+\s*(?:[-+*/|&]?=)\s*\S")
_CALL = re.compile(r"[\w.]+\(")


@functools.lru_cache(maxsize=20_000)
def code_likeness(line: str) -> float:
    """Log odds, roughly, that `line` is code rather than prose: between -5 and 5; 0 for a line without words."""
    text = line.strip()
    if not text:
        return 0.0
    if text.startswith("#"):
        return 1.0
    if text.startswith((">>>", "... ")):
        return -5.0
    score = _marks(text) + _words(text)
    if score > -3 and compiles_alone(text):
        score += 2.5 if re.search(r"[=(\[.]|^(?:return|import|from|raise|pass|del|assert|@)", text) else 0.3
    return max(-5.0, min(5.0, score))


def _marks(text: str) -> float:
    score = 0.0
    if _MARKUP.match(text):
        score -= 2.5
    if _HEADER.match(text):
        score += 2.0
    if _CODE.match(text):
        score += 1.5
    if _ASSIGNMENT.match(text):
        score += 1.5
    if _CALL.match(text):
        score += 1.5
    if text[-1] in ".!?" and " " in text:
        score -= 1.5
    if text[-1] in ",([{)]}" and not text[0].isupper():
        score += 1.0
    return score


def _words(text: str) -> float:
    tokens = [token for token in tokenize(text) if token.kind != "NL"]
    if not tokens:
        return -1.0
    beside = sum(
        a.kind == "NAME"
        and b.kind in ("NAME", "KEYWORD")
        and b.text not in ("in", "is", "if", "else", "and", "or", "not", "for", "as", "import")
        for a, b in itertools.pairwise(tokens)
    )
    beside += sum(a.kind == "NAME" and b.kind == "NUMBER" for a, b in itertools.pairwise(tokens))
    score = -1.3 * min(beside, 4)
    first = tokens[0]
    if first.kind == "NAME" and first.text[0].isupper() and len(tokens) > 1 and tokens[1].kind in ("NAME", "KEYWORD"):
        score -= 1.0
    if len(tokens) == 1 and first.kind == "NAME":
        score -= 1.0
    if any(token.text in KEYWORDS for token in tokens[:1]) and beside == 0:
        score += 0.7
    return score


def compiles_alone(text: str) -> bool:
    """Whether one stripped line is a statement, or the head of one."""
    tail = "\n pass" if text.endswith(":") else ""
    head = (
        "if 1: pass\n"
        if text.startswith(("elif", "else"))
        else "try: pass\n"
        if text.startswith(("except", "finally"))
        else ""
    )
    more = "\ndef f(): pass" if text.startswith("@") else ""
    try:
        compile(head + text + tail + more, "<line>", "exec", 0x400, dont_inherit=True)
    except (SyntaxError, ValueError, MemoryError, RecursionError, OverflowError):
        return False
    return True
