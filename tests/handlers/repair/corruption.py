"""Damage as bulk edits do it: healthy Python in, dense and believable damage out, the same for the same seed."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass

Lines = list[str]
Damage = Callable[[Lines, int, random.Random], bool]

_STRING = re.compile(r"""(?<![\w"'])[fFrRbB]?(["'])((?:(?!\1)[^\\\n])+)\1(?!["'])""")
_FSTRING = re.compile(r"""(?<![\w"'])f(["'])((?:(?!\1)[^\\\n])+)\1""")
_HEADER = re.compile(r"\s*(if|elif|else|for|while|def|with|try|except|class)\b.*:\s*(#.*)?$")
_PAIR = {"(": ")", "[": "]", "{": "}"}
_MARKS = ("# DISABLED: ", "# REMOVED_SYNTAX_ERROR: ", "#! broken ")
_STRAY = ("PRE", "POST", "REMOVED", "xxx", "MERGED_BLOCK")


@dataclass(frozen=True)
class Damaged:
    """The damaged text, and the names of what was done to it, in order."""

    source: str
    deeds: tuple[str, ...]


def lose_docstring_quotes(lines: Lines, at: int, dice: random.Random) -> bool:
    """Drop one or both of the triple quotes of a docstring."""
    mark = _triple(lines[at])
    if mark is None:
        return False
    lines[at] = lines[at].replace(mark, "", dice.choice((1, 2)))
    return True


def change_triple_quotes(lines: Lines, at: int, dice: random.Random) -> bool:
    """Double a triple quote, or leave one mark of it."""
    mark = _triple(lines[at])
    if mark is None:
        return False
    lines[at] = lines[at].replace(mark, dice.choice((mark * 2, mark[0])), 1)
    return True


def drop_quote(lines: Lines, at: int, dice: random.Random) -> bool:
    """Lose the opening or the closing mark of a string."""
    found = _string(lines[at], dice)
    if found is None:
        return False
    place = dice.choice((found.start(1), found.end() - 1))
    lines[at] = lines[at][:place] + lines[at][place + 1 :]
    return True


def move_quote(lines: Lines, at: int, dice: random.Random) -> bool:
    """Move the closing mark of a string to the end of the line, or past what follows the string."""
    found = _string(lines[at], dice)
    if found is None:
        return False
    line, end = lines[at].rstrip(), found.end()
    rest = line[end:]
    step = re.match(r"[)\]},:]+", rest)
    if step and dice.random() < 0.5:
        lines[at] = line[: end - 1] + step.group() + line[end - 1] + rest[step.end() :]
    else:
        lines[at] = line[: end - 1] + rest + line[end - 1]
    return True


def move_quotes_out(lines: Lines, at: int, dice: random.Random) -> bool:
    """Lose the first mark of a line and its last, or move the last to the end of the line behind a comma."""
    if _triple(lines[at]):
        return False
    found = list(_STRING.finditer(lines[at]))
    if not found:
        return False
    line, first, last = lines[at].rstrip(), found[0].start(1), found[-1].end() - 1
    if dice.random() < 0.5:
        lines[at] = line[:first] + line[first + 1 : last] + line[last + 1 :]
    else:
        lines[at] = line[:last] + line[last + 1 :] + "," * (line[-1] != ",") + found[-1][1]
    return True


def glue_and_move(lines: Lines, at: int, dice: random.Random) -> bool:
    """Glue an f-string's prefix to its text and move its closing mark behind the line's end and a comma."""
    found = list(_FSTRING.finditer(lines[at]))
    if not found:
        return False
    line, chosen = lines[at].rstrip(), dice.choice(found)
    start, end = chosen.start(1), chosen.end() - 1
    lines[at] = line[:start] + line[start + 1 : end] + line[end + 1 :] + "," * (line[-1] != ",") + chosen[1]
    return True


def glue_prefix(lines: Lines, at: int, dice: random.Random) -> bool:
    """Lose the opening mark of an f-string, so that its prefix is glued to the text."""
    found = list(_FSTRING.finditer(lines[at]))
    if not found:
        return False
    start = dice.choice(found).start(1)
    lines[at] = lines[at][:start] + lines[at][start + 1 :]
    return True


def remove_bracket(lines: Lines, at: int, dice: random.Random) -> bool:
    """Lose one bracket."""
    places = [i for i, mark in enumerate(lines[at]) if mark in "()[]{}"]
    if not places:
        return False
    place = dice.choice(places)
    lines[at] = lines[at][:place] + lines[at][place + 1 :]
    return True


def swap_bracket(lines: Lines, at: int, dice: random.Random) -> bool:
    """Close with another kind of bracket than was opened."""
    places = [i for i, mark in enumerate(lines[at]) if mark in ")]}"]
    if not places:
        return False
    place = dice.choice(places)
    other = dice.choice([mark for mark in ")]}" if mark != lines[at][place]])
    lines[at] = lines[at][:place] + other + lines[at][place + 1 :]
    return True


def orphan_bracket(lines: Lines, at: int, dice: random.Random) -> bool:
    """Leave a closing bracket behind."""
    lines[at] = lines[at].rstrip() + dice.choice(")]}")
    return True


def duplicate_damaged(lines: Lines, at: int, dice: random.Random) -> bool:
    """Repeat a line, the copy damaged."""
    copy = [lines[at]]
    if not any(damage(copy, 0, dice) for damage in (drop_quote, remove_bracket)):
        return False
    lines.insert(at + dice.choice((0, 1)), copy[0])
    return True


def stray_word(lines: Lines, at: int, dice: random.Random) -> bool:
    """Put a meaningless word on a line of its own, or before a line's code."""
    indent = _indent(lines[at])
    if dice.random() < 0.5:
        lines.insert(at, indent + dice.choice(_STRAY) + " " + dice.choice(_STRAY))
    else:
        lines[at] = indent + dice.choice(_STRAY) + " " + lines[at].strip()
    return True


def lose_body(lines: Lines, at: int, dice: random.Random) -> bool:
    """Lose the one-line body of a header."""
    if not _HEADER.match(lines[at]) or at + 1 >= len(lines):
        return False
    after = lines[at + 2] if at + 2 < len(lines) else ""
    if len(_indent(lines[at + 1])) <= len(_indent(lines[at])) or len(_indent(after)) > len(_indent(lines[at])):
        return False
    del lines[at + 1]
    return True


def shift_indent(lines: Lines, at: int, dice: random.Random) -> bool:
    """Move a line in or out."""
    indent = _indent(lines[at])
    step = dice.choice((4, 2, 1, -4, -1))
    if len(indent) + step < 0:
        return False
    lines[at] = " " * (len(indent) + step) + lines[at].lstrip()
    return True


def shift_block(lines: Lines, at: int, dice: random.Random) -> bool:
    """Move a run of lines in or out together."""
    step = dice.choice((4, 2, 1, -4, -1))
    run = range(at, min(len(lines), at + dice.choice((2, 4, 8))))
    if any(len(_indent(lines[i])) + step < 0 for i in run if lines[i].strip()):
        return False
    for i in run:
        if lines[i].strip():
            lines[i] = " " * (len(_indent(lines[i])) + step) + lines[i].lstrip()
    return True


def comment_block(lines: Lines, at: int, dice: random.Random) -> bool:
    """Put the lines of a block aside behind a marker."""
    if not _HEADER.match(lines[at]):
        return False
    end = at + 1
    while end < len(lines) and (not lines[end].strip() or len(_indent(lines[end])) > len(_indent(lines[at]))):
        end += 1
    mark = dice.choice(_MARKS)
    for i in range(at + 1, end):
        lines[i] = lines[i] if not lines[i].strip() or lines[i].lstrip().startswith("#") else mark + lines[i]
    return end > at + 1


def double_bracket(lines: Lines, at: int, dice: random.Random) -> bool:
    """Write one bracket twice, or leave one behind on a line of its own."""
    places = [i for i, mark in enumerate(lines[at]) if mark in "()[]{}"]
    if not places:
        return False
    place = dice.choice(places)
    if dice.random() < 0.5:
        lines[at] = lines[at][:place] + lines[at][place] + lines[at][place:]
    else:
        lines.insert(at + 1, _indent(lines[at]) + dice.choice((")", "]", "}", "})")))
    return True


def thin_out(lines: Lines, at: int, dice: random.Random) -> bool:
    """Lose the zeros that dates lead with, or what is not ASCII."""
    thinned = re.sub(r"(?<=\d-)0(?=\d)", "", lines[at])
    if dice.random() < 0.5 or thinned == lines[at]:
        thinned = re.sub(r"[^\x00-\x7f]+ ?", "", thinned)
    changed, lines[at] = thinned != lines[at], thinned
    return changed


def lead_zeros(lines: Lines, at: int, dice: random.Random) -> bool:
    """Put a zero before a whole number."""
    found = list(re.finditer(r"(?<![\w.\"'])[1-9]\d*(?![\w.\"'])", lines[at]))
    if not found:
        return False
    place = dice.choice(found).start()
    lines[at] = lines[at][:place] + "0" + lines[at][place:]
    return True


def drop_colon(lines: Lines, at: int, dice: random.Random) -> bool:
    """Lose the colon of a header."""
    if not _HEADER.match(lines[at]) or "#" in lines[at]:
        return False
    lines[at] = lines[at].rstrip()[:-1]
    return True


DAMAGES: dict[str, Damage] = {
    damage.__name__: damage
    for damage in (
        lose_docstring_quotes,
        change_triple_quotes,
        drop_quote,
        move_quote,
        glue_prefix,
        remove_bracket,
        swap_bracket,
        orphan_bracket,
        duplicate_damaged,
        stray_word,
        lose_body,
        shift_indent,
        lead_zeros,
        drop_colon,
        move_quotes_out,
        glue_and_move,
        shift_block,
        comment_block,
        double_bracket,
        thin_out,
    )
}


def corrupt(source: str, seed: int, share: float = 0.1, only: tuple[str, ...] = ()) -> Damaged:
    """`source` with about `share` of its lines damaged, at least one; `only` names the damages to choose from."""
    dice = random.Random(seed)  # noqa: S311 - damage needs to be repeatable, not secret
    lines = source.split("\n")
    names = list(only or DAMAGES)
    wanted = max(1, round(share * sum(bool(line.strip()) for line in lines)))
    deeds: list[str] = []
    for _ in range(wanted * 30):
        if len(deeds) >= wanted:
            break
        at = dice.randrange(len(lines))
        name = dice.choice(names)
        if lines[at].strip() and not lines[at].lstrip().startswith("#") and DAMAGES[name](lines, at, dice):
            deeds.append(name)
    return Damaged("\n".join(lines), tuple(deeds))


def comment_out(source: str, mark: str = "# REMOVED_SYNTAX_ERROR: ") -> str:
    """Every line of code put aside behind a marker, indentation inside the comment."""
    return "\n".join(mark + line if line.strip() else line for line in source.split("\n"))


def placeholder(name: str = "placeholder") -> str:
    """What a careless script writes in place of a test file it cannot mend."""
    return f'"""Tests were removed."""\n\n\ndef test_{name}():\n    assert True\n'


def _triple(line: str) -> str | None:
    return next((mark for mark in ('"""', "'''") if mark in line), None)


def _string(line: str, dice: random.Random) -> re.Match[str] | None:
    found = [] if _triple(line) else list(_STRING.finditer(line))
    return dice.choice(found) if found else None


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]
