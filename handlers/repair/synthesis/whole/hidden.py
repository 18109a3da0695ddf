"""Code that a mend only hides: words that stood in code and stand in a string or a comment now."""

from __future__ import annotations

import re
from collections import Counter

from handlers.repair.matching import matcher
from handlers.repair.synthesis.tokens import tokenize
from handlers.repair.synthesis.whole.prose import code_likeness
from handlers.repair.words import words

_CODE = 1.0  # likeness from which on a line is code that is not to be hidden
_PREFIX = re.compile(r"[rR]?[fF]")
_FIELD = re.compile(r"\{[^{}\"']*")


def hidden(before: str, after: str) -> int:
    """How many words of code in the lines of `before` that changed are there, but no longer as code."""
    old, new = before.split("\n"), after.split("\n")
    count = 0
    for tag, i, j, m, n in matcher(old, new).get_opcodes():
        lines = [line for line in old[i:j] if code_likeness(line) >= _CODE]
        if tag == "replace" and lines:
            gone, text = _code("\n".join(lines)) - _code("\n".join(new[m:n])), "\n".join(new[m:n])
            count += (gone & words(text)).total()
    return count


def _code(text: str) -> Counter[str]:
    """The words of `text` outside of strings and comments, or in the fields of its f-strings."""
    found: Counter[str] = Counter()
    for token in tokenize(text):
        if token.kind in ("NAME", "KEYWORD", "NUMBER"):
            found[token.text] += 1
        elif token.kind in ("STRING", "BAD") and _PREFIX.match(token.text):
            found += words(" ".join(_FIELD.findall(token.text)))
    return found
