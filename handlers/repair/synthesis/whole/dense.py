"""Dense damage: a file mended part by part, each by its layout, and what nothing mends put aside as comments."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from handlers.repair.synthesis.effort import Meter
from handlers.repair.synthesis.fault import find_fault
from handlers.repair.synthesis.last_resort import drop_lines
from handlers.repair.synthesis.search import Edit, Search
from handlers.repair.synthesis.whole.distance import distance
from handlers.repair.synthesis.whole.march import UNBOUND, march
from handlers.repair.synthesis.whole.markers import brought_back
from handlers.repair.synthesis.whole.parts import METHOD, Part, inner_parts, inner_width, straightened, top_parts
from handlers.repair.synthesis.whole.reading import names_of, read_part
from handlers.repair.synthesis.whole.single import mend_statement
from handlers.repair.synthesis.whole.triples import set_right

_LONG = 60
_SOME = 4  # lines put aside at most rather than mending a part bit by bit
_LINE, _LETTER = 60.0, 1.0  # units of work to read a part's lines, whatever becomes of them
_MANY = 8  # refused parts, from which on a text counts as densely damaged


def is_dense(text: str, many: float = _MANY) -> bool:
    """Whether `many` parts are refused; by default so many that there are more faults than can be mended one by one."""
    lines = text.split("\n")
    refused = 0
    for top in top_parts(lines):
        own = lines[top.begin : top.end]
        if not _fits("\n".join(own)):
            inner = inner_parts(own)
            refused += len(inner) == 1
            refused += sum(not _fits(_headed(own[part.begin : part.end])) for part in inner if len(inner) > 1)
    return refused >= many


def _headed(lines: list[str]) -> str:
    return (METHOD if lines[0][:1] in (" ", "\t") else "") + "\n".join(lines)


def mend_densely(search: Search, text: str) -> tuple[str, tuple[Edit, ...]]:
    """The text mended as far as the search's effort goes, and what was done."""
    mended, edits = _parts(search, brought_back(text.split("\n")))
    if not compiles(mended):
        last = march(search, mended)
        if last.fault is None:
            mended, edits = last.source, edits + last.edits
    if not compiles(mended):
        for candidate in drop_lines(mended, search.meter):
            mended, edits = candidate.source, edits + candidate.edits
    return mended, edits


def _parts(search: Search, lines: list[str]) -> tuple[str, tuple[Edit, ...]]:
    """The lines with every refused top part mended."""
    parts = top_parts(lines)
    found: list[str] = []
    edits: list[Edit] = []
    index = 0
    known = search.meter.spend(_LINE * len(lines))
    names = names_of(lines if known else [])
    while index < len(parts):
        reach = _whole(lines, parts, index)
        if reach:
            found += lines[parts[index].begin : parts[index + reach - 1].end]
            index += reach
            continue
        part = parts[index]
        mended, more = _mend(search, lines[part.begin : part.end], names)
        found += mended
        edits += _moved(more, part.begin)
        index += 1
    return "\n".join(found), tuple(edits)


def _whole(lines: Sequence[str], parts: Sequence[Part], index: int) -> int:
    """How many parts from `index` on compile when taken together: at most 3, 0 where none do."""
    for count in (1, 2, 3):
        if index + count <= len(parts) and _fits("\n".join(lines[parts[index].begin : parts[index + count - 1].end])):
            return count
    return 0


def compiles(text: str) -> bool:
    """Whether `text` compiles on its own."""
    return find_fault(text) is None


def _fits(text: str) -> bool:
    """Whether a part compiles on its own, or would inside of the function whose names it binds anew."""
    fault = find_fault(text)
    return fault is None or UNBOUND in fault.message


def _mend(search: Search, lines: list[str], names: Counter[str]) -> tuple[list[str], list[Edit]]:
    """One refused part: triple quotes first, then statement by statement, and where that is not enough bit by bit."""
    letters = sum(map(len, lines))
    if not search.meter.spend(_LINE * len(lines) + _LETTER * letters):
        return _given_up(search.meter, lines, (lines, []))
    righted = _righted(lines)
    read = _read(search, righted, names)
    edits = [Edit("read", 1, 1, "\n".join(lines), "\n".join(read))]
    if _fits("\n".join(read)):
        return read, edits
    dropped = drop_lines("\n".join(read), search.meter, _SOME)
    if dropped:
        return dropped[0].source.split("\n"), edits + list(dropped[0].edits)
    mended, more = _divided(search, read)
    if not _fits("\n".join(mended)):
        return _given_up(search.meter, lines, (mended, edits + more))
    return mended, edits + more


def _read(search: Search, lines: list[str], names: Counter[str]) -> list[str]:
    """The lines read as statements, those nothing simple mends by a search of their own."""
    return read_part(lines, lambda text: mend_statement(search, text), names, search.meter)


def _given_up(meter: Meter, lines: list[str], mended: tuple[list[str], list[Edit]]) -> tuple[list[str], list[Edit]]:
    """What was mended, or the lines as they came, with those the compiler refuses put aside: whichever changes less.

    Where that does not help, all of them are put aside.
    """
    ways = [(lines, []), mended] if mended[0] != lines else [(lines, [])]
    found = [
        (each.source, edits + list(each.edits)) for own, edits in ways for each in drop_lines("\n".join(own), meter)
    ]
    if not found:
        return put_aside(lines)
    text, edits = min(found, key=lambda each: distance("\n".join(lines), each[0]))
    return text.split("\n"), edits


def put_aside(lines: list[str]) -> tuple[list[str], list[Edit]]:
    """All lines as comments, so that no word is lost."""
    found = [line if not line.strip() else _comment(line) for line in lines]
    pairs = zip(lines, found, strict=True)
    return found, [Edit("comment-out", i, 1, a, b) for i, (a, b) in enumerate(pairs, 1) if a != b]


def _comment(line: str) -> str:
    body = line.lstrip()
    return line if body.startswith("#") else line[: len(line) - len(body)] + "# " + body


def _divided(search: Search, lines: list[str]) -> tuple[list[str], list[Edit]]:
    """The lines with what is inside mended part by part, long parts divided again, and then as a whole."""
    parts = inner_parts(lines)
    if len(parts) == 1:
        return _inner(search, lines)
    width = inner_width(lines)
    found: list[str] = []
    edits: list[Edit] = []
    for index, part in enumerate(parts):
        own = lines[part.begin : part.end]
        straight = straightened(own, width) if index else own
        if straight != own:
            edits.append(Edit("shift-slip", part.begin + 1, 1, own[0], straight[0]))
        mended, more = _divided(search, straight) if _long(straight) else _inner(search, straight)
        if index and not _fits(METHOD + "\n".join(mended)):
            mended, more = put_aside(own)
        found += mended
        edits += _moved(more, part.begin)
    mended, more = _inner(search, found)
    return mended, edits + more


def _long(lines: list[str]) -> bool:
    return len(lines) > _LONG and len(inner_parts(lines)) > 1


def _righted(lines: list[str]) -> list[str]:
    """The lines with triple quotes set right, where the compiler gets at least as far with that."""
    righted, paid = set_right(lines)
    if not paid:
        return lines
    before, after = find_fault("\n".join(lines)), find_fault("\n".join(righted))
    better = before is not None and (after is None or after.line >= before.line or before.kind == "triple")
    return righted if better else lines


def _inner(search: Search, lines: list[str]) -> tuple[list[str], list[Edit]]:
    head = METHOD if lines[0][:1] in (" ", "\t") else ""
    text = head + "\n".join(lines)
    if _fits(text):
        return lines, []
    result = march(search, text, head)
    if result.fault is not None and not result.edits:
        return lines, []
    shift = 1 if head else 0
    return result.source[len(head) :].split("\n"), _moved(list(result.edits), -shift)


def _moved(edits: list[Edit], by: int) -> list[Edit]:
    return [Edit(e.kind, e.line + by, e.column, e.before, e.after) for e in edits]
