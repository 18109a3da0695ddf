"""The public face for a whole file: `repair_file`."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass

from handlers.repair.synthesis.costs import load_costs, load_language
from handlers.repair.synthesis.fault import find_fault
from handlers.repair.synthesis.language import LanguageModel
from handlers.repair.synthesis.last_resort import drop_lines
from handlers.repair.synthesis.search import Edit, Effort, Search
from handlers.repair.synthesis.whole.distance import distance
from handlers.repair.synthesis.whole.march import march
from handlers.repair.synthesis.whole.parts import METHOD, Part, inner_parts, inner_width, straightened, top_parts
from handlers.repair.synthesis.whole.sparse import one_by_one
from handlers.repair.synthesis.whole.triples import set_right

_LONG = 60
_FEW = 0.25  # of the budget for each try to mend faults one by one
_LEAST = 1.0  # a mend this near leaves nothing for a better one


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a file: `complete` says that it compiles; `dropped` counts lines put aside as comments."""

    source: str
    complete: bool
    edits: tuple[Edit, ...] = ()
    dropped: int = 0


def repair_file(damaged: str, model: LanguageModel | None = None, budget: float = 5.0) -> Outcome:
    """The file with every part that does not compile mended, each by itself.

    `model` is best learnt from the repository's healthy files; `budget` is in seconds. Line ends are kept as they are.
    A file that compiles comes back unchanged; one for which the budget is too small comes back mended as far as that
    went. Nothing is raised whatever the text.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fault = find_fault(damaged)
        if fault is None or fault.kind == "depth":
            return Outcome(damaged, fault is None)
        ends = "\r\n" if "\r\n" in damaged else "\n"
        text = damaged.replace("\r\n", "\n").replace("\x00", "")
        found = _nearest(text, model or load_language(), budget)
        return Outcome(found.source.replace("\n", ends), found.complete, found.edits, found.dropped)


def _nearest(text: str, model: LanguageModel, budget: float) -> Outcome:
    """Of the ways to mend the text the one that changes least; where little is to do, the far-reaching is not tried."""
    own = LanguageModel.learn([text], base=model)
    few = [one_by_one(text, load_costs(name), own, _FEW * budget) for name in ("snippets", "files")]
    found = [_outcome(each.source, each.edits) for each in few if each is not None]
    best = min(found, key=lambda each: distance(text, each.source), default=None)
    if best is not None and distance(text, best.source) <= _LEAST:
        return best
    dense = _dense(text, model, budget)
    if best is None or (dense.complete and distance(text, dense.source) < distance(text, best.source)):
        return dense
    return best


def _dense(text: str, model: LanguageModel, budget: float) -> Outcome:
    """The text mended part by part, by its layout."""
    search = Search(load_costs("files"), model, Effort.within(budget), keep=True)
    mended, edits = _parts(search, text.split("\n"))
    if not compiles(mended):
        last = march(search, mended)
        if last.fault is None:
            mended, edits = last.source, edits + last.edits
    if not search.spent() and not compiles(mended):
        for candidate in drop_lines(mended):
            mended, edits = candidate.source, edits + candidate.edits
    return _outcome(mended, edits)


def _outcome(text: str, edits: tuple[Edit, ...]) -> Outcome:
    return Outcome(text, compiles(text), edits, sum(edit.kind == "comment-out" for edit in edits))


def _parts(search: Search, lines: list[str]) -> tuple[str, tuple[Edit, ...]]:
    """The lines with every refused top part mended."""
    parts = top_parts(lines)
    found: list[str] = []
    edits: list[Edit] = []
    index = 0
    while index < len(parts):
        reach = _whole(lines, parts, index)
        if reach:
            found += lines[parts[index].begin : parts[index + reach - 1].end]
            index += reach
            continue
        part = parts[index]
        mended, more = _mend(search, lines[part.begin : part.end])
        found += mended
        edits += _moved(more, part.begin)
        index += 1
    return "\n".join(found), tuple(edits)


def _whole(lines: Sequence[str], parts: Sequence[Part], index: int) -> int:
    """How many parts from `index` on compile when taken together: at most 3, 0 where none do."""
    for count in (1, 2, 3):
        if index + count <= len(parts) and compiles(
            "\n".join(lines[parts[index].begin : parts[index + count - 1].end])
        ):
            return count
    return 0


def compiles(text: str) -> bool:
    """Whether `text` compiles on its own."""
    return find_fault(text) is None


def _mend(search: Search, lines: list[str]) -> tuple[list[str], list[Edit]]:
    """One refused part: triple quotes first, then what is inside, definition by definition, then the rest as one."""
    righted = _righted(lines)
    edits = [Edit("triple", i + 1, 1, a, b) for i, (a, b) in enumerate(zip(lines, righted, strict=True)) if a != b]
    mended, more = _divided(search, righted)
    if not search.spent() and not compiles("\n".join(mended)):
        return _given_up(lines)
    return mended, edits + more


def _given_up(lines: list[str]) -> tuple[list[str], list[Edit]]:
    """The lines with those the compiler refuses put aside, or all of them where that does not help."""
    for candidate in drop_lines("\n".join(lines)):
        return candidate.source.split("\n"), list(candidate.edits)
    return put_aside(lines)


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
        if index and not search.spent() and not compiles(METHOD + "\n".join(mended)):
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
    if compiles(text):
        return lines, []
    result = march(search, text, head)
    if result.fault is not None and not result.edits:
        return lines, []
    shift = 1 if head else 0
    return result.source[len(head) :].split("\n"), _moved(list(result.edits), -shift)


def _moved(edits: list[Edit], by: int) -> list[Edit]:
    return [Edit(e.kind, e.line + by, e.column, e.before, e.after) for e in edits]
