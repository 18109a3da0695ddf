"""One damaged part read as a whole: strings first, then statements, then the nesting of its blocks."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence

from handlers.repair.synthesis.effort import Meter
from handlers.repair.synthesis.whole.atoms import Atom
from handlers.repair.synthesis.whole.hanging import hung
from handlers.repair.synthesis.whole.layout import head_of, nest
from handlers.repair.synthesis.whole.sound import is_header, sound
from handlers.repair.synthesis.whole.statements import Mend, Reader, Statement
from handlers.repair.synthesis.whole.stray import bare, may_be_led
from handlers.repair.synthesis.whole.triples import state_behind
from handlers.repair.words import key

_LOST = 'raise AssertionError("the body of this test was lost")'
_BEFORE_COMMENT = re.compile(r"(?P<margin>\s*)[A-Z][A-Z_]{2,}(?:\s+[A-Za-z]+)?\s+(?=#)")
_TELLING = 4  # letters from which on two lines that share them say the same
_DOCUMENTED = re.compile(r"\s*(?:async\s+)?(?:def|class)\b")
_PLAIN_STRING = re.compile(r"(?P<indent>\s*)(?P<quote>[\"'])(?P<body>[^\"'\\]+)(?P=quote)\s*")


def read_part(lines: Sequence[str], mend: Mend, names: Counter[str], meter: Meter) -> list[str]:
    """`lines`, their triple quotes right, with every statement made to stand where that is found, and indented anew.

    `mend` is asked about refused statements; `names` are the words of the whole file with their counts;
    what is not read when the `meter` is spent is put aside.
    """
    atoms, rest = _atoms(lines, names)
    if not atoms:
        return rest
    quote = '"' if names['"'] >= names["'"] else "'"
    statements = [each if each.stands else put_aside(each) for each in Reader(mend, names, meter, quote).read(atoms)]
    statements, rest = _settled(statements, rest)
    if not statements:
        return rest
    statements = _documented(statements)
    unit = step(lines)
    nesting = nest([head_of(each.lines, unit) for each in statements], unit, meter)
    found: list[str] = []
    for each, (width, empty) in zip(statements, nesting, strict=True):
        if empty:
            found = _filled(found, unit)
        found += _hung(each, _placed(each, width, unit), unit)
    if statements and is_header(statements[-1].lines[0]) and statements[-1].lines[-1].rstrip().endswith(":"):
        found = _filled(found, unit)
    return [*found, *rest]


def _documented(statements: Sequence[Statement]) -> list[Statement]:
    """The statements, with triple quotes around what was made the string below a definition's head."""
    found = list(statements)
    for at, (head, each) in enumerate(itertools.pairwise(statements), 1):
        text = _PLAIN_STRING.fullmatch(each.lines[0]) if len(each.lines) == 1 and each.price else None
        if text and _DOCUMENTED.match(head.lines[0]):
            found[at] = each._replace(lines=(text["indent"] + 3 * text["quote"] + text["body"] + 3 * text["quote"],))
    return found


def put_aside(each: Statement) -> Statement:
    """A refused statement as comments, which stand before what follows."""
    return Statement((), each.price, stands=False, lead=(*each.lead, *(_comment(line) for line in each.lines)))


def _comment(line: str) -> str:
    body = line.lstrip()
    return line if not body or body.startswith("#") else line[: len(line) - len(body)] + "# " + body


def _settled(statements: Sequence[Statement], rest: list[str]) -> tuple[list[Statement], list[str]]:
    """The statements that stand, with what was put aside as part of what comes before the next of them."""
    found: list[Statement] = []
    lead: list[str] = []
    for each in statements:
        lead += each.lead
        if each.lines:
            found.append(each._replace(lead=tuple(lead)))
            lead = []
    return found, [*lead, *rest]


def _hung(each: Statement, placed: list[str], unit: int) -> list[str]:
    lead = len(each.lead)
    return [*placed[:lead], *hung(placed[lead:], unit)]


def step(lines: Sequence[str]) -> int:
    """The width of one indentation: the commonest step inwards."""
    widths = [_width(line) for line in lines if line.strip()]
    steps = Counter(b - a for a, b in itertools.pairwise(widths) if b > a)
    return next((width for width, _ in steps.most_common(3) if width in (2, 4, 8, 3)), 4)


def _width(line: str) -> int:
    indent = line[: len(line) - len(line.lstrip())]
    return len(indent.expandtabs(4))


def _atoms(lines: Sequence[str], names: Counter[str]) -> tuple[list[Atom], list[str]]:
    """The lines as atoms, stray words left out, and the blank lines and comments behind the last."""
    atoms: list[Atom] = []
    lead: list[str] = []
    at = 0
    while at < len(lines):
        line = lines[at]
        state = state_behind(line, "")
        end = at + 1
        while state and end < len(lines):
            state = state_behind(lines[end], state)
            end += 1
        led = _BEFORE_COMMENT.match(line)
        if end == at + 1 and (_is_stray(line, names) or (atoms and _repeats(lines, at))):
            pass
        elif led:
            lead.append(led["margin"] + line[led.end() :])
        elif not line.strip() or line.lstrip().startswith("#"):
            lead.append(line)
        else:
            atoms.append(Atom(tuple(lead), tuple(lines[at:end])))
            lead = []
        at = end
    return atoms, lead


def _repeats(lines: Sequence[str], at: int) -> bool:
    """Whether a damaged line stands beside its healthy twin, or behind another one damaged like it."""
    own = key(lines[at])
    if len(own) < _TELLING or sound(lines[at]):
        return False
    after = at + 1 < len(lines) and key(lines[at + 1]) == own and sound(lines[at + 1])
    return after or (key(lines[at - 1]) == own and at > 0)


def names_of(lines: Sequence[str]) -> Counter[str]:
    """The words and quotes of a file with their counts; without those of lines that begin with a stray word."""
    return Counter(word for line in lines if not may_be_led(line) for word in re.findall(r"\w+|[\"']", line))


def _is_stray(line: str, names: Counter[str]) -> bool:
    """Whether a line holds nothing but bare words in capitals, of no meaning in this file."""
    found = bare(line)
    return bool(found) and (not any(names[word] for word in found) or (len(found) > 1 and not sound(line)))


def _placed(each: Statement, width: int, unit: int) -> list[str]:
    """The statement's lines, those before it with it, at `width`."""
    tabs = each.lines[0].startswith("\t")
    was = _width(each.lines[0])
    if was == width:
        return [*each.lead, *each.lines]
    by = width - was
    lead = [_shifted(line, by, tabs, unit) if _width(line) == was and line.strip() else line for line in each.lead]
    first = _shifted(each.lines[0], by, tabs, unit)
    return [*lead, first, *_followers(each.lines, by, width, tabs, unit)]


def _followers(lines: Sequence[str], by: int, width: int, tabs: bool, unit: int) -> list[str]:
    """The lines after a statement's first, moved along unless they stand where they should already."""
    rest = lines[1:]
    if not rest:
        return []
    if state_behind(lines[0], ""):
        stays = all(_width(line) >= width for line in rest if line.strip()) and _width(rest[-1]) == width
        return (
            list(rest)
            if stays or (by > 0 and _width(rest[-1]) > width - by)
            else [_shifted(line, by, tabs, unit) if line.strip() else line for line in rest]
        )
    closers = [_width(line) for line in rest if line.lstrip()[:1] in tuple(")]}")]
    inner = [_width(line) for line in rest if line.strip() and line.lstrip()[:1] not in tuple(")]}")]
    stays = closers[-1] == width if closers else bool(inner) and min(inner) == width + unit
    return list(rest) if stays else [_shifted(line, by, tabs, unit) if line.strip() else line for line in rest]


def _shifted(line: str, by: int, tabs: bool, unit: int) -> str:
    width = max(0, _width(line) + by)
    return ("\t" * (width // unit) + " " * (width % unit) if tabs else " " * width) + line.lstrip()


def _filled(lines: list[str], unit: int) -> list[str]:
    """`lines` with a line in the block that the last of them opened: `pass`, or a failure where a test's body is gone.

    A test that does nothing would pass, and hide that what it tested was lost.
    """
    back = range(len(lines) - 1, -1, -1)
    last = next(at for at in back if _is_code(lines[at]))
    head = next((lines[at] for at in back if _is_code(lines[at]) and is_header(lines[at])), lines[last])
    body = _LOST if re.match(r"\s*(?:async\s+)?def\s+test", head) else "pass"
    return [*lines[: last + 1], " " * (_width(head) + unit) + body, *lines[last + 1 :]]


def _is_code(line: str) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith("#")
