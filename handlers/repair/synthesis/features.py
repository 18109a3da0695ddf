"""What a proposal looks like to the cost tables: named features of the edit and of its surroundings."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from handlers.repair.synthesis.contents import contents
from handlers.repair.synthesis.cuts import cut_features
from handlers.repair.synthesis.measures import measures
from handlers.repair.synthesis.proposals.edit import Change, Proposal
from handlers.repair.synthesis.scene import Scene
from handlers.repair.synthesis.tokens import KEYWORDS
from handlers.repair.synthesis.view import View

_BRACKETS = frozenset("()[]{}")
_BEFORE = frozenset({"(", "[", "{", ",", ":", "=", "\n", "return", "print", "=="})
_BEHIND = frozenset({")", "]", "}", ",", ":", "\n"})
# Sorts of texts that lack their quote marks, the first that fits.
_SORTS = (
    ("word", re.compile(r"\w+")),
    ("number", re.compile(r"[\d.:/-]+")),
    ("words", re.compile(r"\w+(?: \w+)+")),
    ("address", re.compile(r"\w+://\S*|\S+@\S+")),
    ("path", re.compile(r"\S*[/\\]\S*")),
    ("dotted", re.compile(r"[\w.-]+")),
)


def describe(seen: View, proposal: Proposal) -> tuple[list[str], dict[str, float]]:
    """The proposal's named features and its measured ones."""
    scene = seen.scene
    kind, fault = proposal.kind, scene.fault.kind
    names = [kind, f"{kind}|{fault}"]
    if seen.previous:
        names.append(f"{kind}|after|{seen.previous.partition(':')[0]}")
        names.append(f"again|{seen.previous == sign(seen, proposal)}|{kind}")
    numbers = {}
    if proposal.changes:
        names += _edit(seen, proposal, proposal.changes[0])
        names += _likeness(seen, proposal)
        names += contents(seen, proposal)
        numbers = measures(seen, proposal)
    if proposal.shifts:
        names += _shift(seen, proposal)
    if proposal.cuts:
        more, numbers = cut_features(seen, proposal)
        names += more
    return names, numbers


def sign(seen: View, proposal: Proposal) -> str:
    """A short name of what is mended, the same for the same mend elsewhere."""
    if not proposal.changes:
        return proposal.kind
    change = proposal.changes[0]
    removed = seen.words[change.begin : change.end]
    gone = " ".join(removed) if len(removed) <= 2 else f"{removed[0]}..{removed[-1]}" if len(removed) <= 6 else "long"
    return f"{proposal.kind}:{gone}>{' '.join(seen.added(change.texts))}"


def _edit(seen: View, proposal: Proposal, change: Change) -> list[str]:
    scene, words = seen.scene, seen.words
    begin, end = change.begin, change.end
    kind, fault = proposal.kind, scene.fault.kind
    removed = words[begin:end]
    head = sign(seen, proposal)
    left = words[begin - 1] if begin else "^"
    right = words[end] if end < len(words) else "$"
    place = _place(scene, begin, end)
    names = [
        head,
        f"{head}|{fault}",
        f"{head}|{fault}|{place}",
        f"{kind}|{fault}|{place}",
        f"{head}|L{left}",
        f"{head}|R{right}",
        f"{head}|{left}|{right}",
        f"{head}|{fault}|R{right}",
        f"{kind}|{place}",
        f"{kind}|{left}|{right}",
    ]
    if len(proposal.changes) > 1:
        last = proposal.changes[-1]
        after = words[last.end] if last.end < len(words) else "$"
        names += [
            f"{head}|E{after}",
            f"{head}|E{words[last.begin - 1] if last.begin else '^'}",
            f"{kind}|n{min(4, len(proposal.changes))}",
        ]
    if removed:
        names += _removal(seen, change, kind)
    else:
        names += _insertion(seen, change, head)
    return names


def _likeness(seen: View, proposal: Proposal) -> Iterator[str]:
    """Whether the mended line is of the shape of another, and whether a new name stands elsewhere too."""
    scene, kind = seen.scene, proposal.kind
    first, last = proposal.changes[0], proposal.changes[-1]
    begin, end = scene.span(scene.line_of(first.begin - 1 if _at_end(scene, first.begin) else first.begin))
    if begin <= first.begin and last.end <= end and len(seen.shapes) > 1 and len(proposal.changes) < 9:
        words = list(seen.plain[begin:end])
        old = seen.shapes.get(tuple(words), 0)
        for change in reversed(proposal.changes):
            words[change.begin - begin : change.end - begin] = seen.alike(change.texts)
        new = seen.shapes.get(tuple(words), 0)
        names = f"twin{min(2, new)}|{int(old > 1)}" if words else "twin-gone"
        yield from (names, f"{names}|{kind}")
    for text in first.texts[:2]:
        if text.isidentifier() and len(text) > 2 and text not in KEYWORDS:
            yield f"{kind}|known{min(2, seen.known.get(text, 0))}"
        elif len(text) > 2 and text[0] in "'\"" and text[-1] == text[0]:
            yield f"{kind}|held{int(text in seen.held)}|named{min(2, seen.known.get(text[1:-1], 0))}"
            yield from _quoted(seen, first, kind)
    if first.end == first.begin + 1 and not first.texts:
        gone = scene.tokens[first.begin]
        if gone.kind == "NAME":
            yield f"{kind}|still{min(2, seen.known.get(gone.text, 1) - 1)}"


def _quoted(seen: View, change: Change, kind: str) -> Iterator[str]:
    """What sort of text becomes a string, and whether it is all there is between two separators."""
    text = change.texts[0].strip("\"'")
    sort = next((name for name, pattern in _SORTS if pattern.fullmatch(text)), "mixed")
    left = seen.words[change.begin - 1] if change.begin else "\n"
    right = seen.words[change.end] if change.end < len(seen.words) else "\n"
    whole = (left in _BEFORE) + 2 * (right in _BEHIND)
    yield f"{kind}|{sort}|{min(4, change.end - change.begin)}"
    yield f"{kind}|{sort}|whole{whole}"


def _at_end(scene: Scene, index: int) -> bool:
    return index > 0 and (index >= len(scene.tokens) or scene.tokens[index].kind == "NL")


def _place(scene: Scene, begin: int, end: int) -> str:
    offset = begin - scene.at
    line = scene.line_of(begin) - scene.line_of(min(scene.at, len(scene.tokens) - 1))
    if begin and (begin >= len(scene.tokens) or scene.tokens[begin].kind == "NL"):
        line = scene.line_of(begin - 1) - scene.line_of(min(scene.at, len(scene.tokens) - 1))
    eol = "e" if end >= len(scene.tokens) or scene.tokens[end].kind == "NL" else ""
    if begin >= len(scene.tokens) or scene.tokens[begin].first:
        eol += "s"
    if line:
        return f"{'b' if line < 0 else 'a'}{min(2, abs(line))}{eol}"
    span = "r" if scene.upto - scene.at > 2 and scene.at < begin < scene.upto else ""
    return f"{max(-5, min(5, offset))}{eol}{span}"


def _removal(seen: View, change: Change, kind: str) -> list[str]:
    scene = seen.scene
    removed = scene.tokens[change.begin : change.end]
    count = len(removed)
    names = [f"{kind}|size{min(count, 8)}"]
    prose = sum(token.kind == "NAME" for token in removed) / count
    names.append(f"{kind}|prose{int(prose * 4)}|{min(count, 6)}")
    adjacent = sum(
        a.kind in ("NAME", "KEYWORD") and b.kind in ("NAME", "KEYWORD") and a.kind + b.kind != "KEYWORDNAME"
        for a, b in itertools.pairwise(removed)
    )
    names.append(f"{kind}|wordy{min(adjacent, 4)}")
    if any(token.text in ("=", "return", "import", "def", "class") for token in removed):
        names.append(f"{kind}|code")
    if change.begin < len(scene.tokens) and count == 1:
        matched = change.begin in scene.brackets.partner
        if removed[0].text in _BRACKETS:
            names.append(f"{kind}|matched{matched}")
        names.append(f"{kind}|glued{_glue(seen, change)}")
        names.append(f"{kind}|{removed[0].kind}|{scene.fault.kind}|at{max(-3, min(3, change.begin - scene.at))}")
    return names


def _glue(seen: View, change: Change) -> str:
    tokens = seen.scene.tokens
    before = change.begin > 0 and tokens[change.begin - 1].end == tokens[change.begin].start
    after = change.end < len(tokens) and tokens[change.end].start == tokens[change.end - 1].end
    return f"{int(before)}{int(after)}"


def _insertion(seen: View, change: Change, head: str) -> list[str]:
    scene = seen.scene
    tokens, gap = scene.tokens, change.begin
    names = []
    depth = tokens[gap].depth if gap < len(tokens) else 0
    names.append(f"{head}|d{min(depth, 3)}")
    if 0 < gap < len(tokens) and tokens[gap].kind != "NL":
        names.append(f"{head}|space{int(tokens[gap - 1].end < tokens[gap].start)}")
    if gap >= len(tokens) or tokens[gap].kind == "NL":
        names.append(f"{head}|{_layout(scene, gap)}")
        first = scene.span(scene.line_of(gap - 1))[0] if gap else 0
        names.append(f"{head}|head{seen.words[first] if first < len(seen.words) else ''}")
    if gap > 1:
        names.append(f"{head}|LL{seen.words[gap - 2]} {seen.words[gap - 1]}")
    if gap + 1 < len(tokens):
        names.append(f"{head}|RR{seen.words[gap]} {seen.words[gap + 1]}")
    return names


def _layout(scene: Scene, gap: int) -> str:
    line = scene.line_of(max(0, gap - 1))
    following = scene.near(line, 1)
    if not following:
        return "last"
    width = scene.lines[line - 1].width
    after = scene.lines[following - 1].width
    return "deeper" if after > width else "same" if after == width else "out"


def _shift(seen: View, proposal: Proposal) -> list[str]:
    scene = seen.scene
    kind, fault = proposal.kind, scene.fault.kind
    first = proposal.shifts[0]
    old = scene.lines[first.line - 1].width
    new = len(first.indent.expandtabs(8))
    above = scene.near(first.line, -1)
    upper = scene.lines[above - 1].width if above else 0
    last = max(shift.line for shift in proposal.shifts)
    below = scene.near(last, 1)
    names = [
        f"{kind}|{fault}|to{'=' if new == upper else '<' if new < upper else '>'}",
        f"{kind}|zero{new == 0}",
        f"{kind}|n{min(6, len(proposal.shifts))}",
        f"{kind}|by{max(-9, min(9, new - old))}",
        f"shift|end{'' if below else 'file'}",
    ]
    if below:
        width = scene.lines[below - 1].width
        word = scene.tokens[scene.span(below)[0]].text
        names.append(f"shift|next{'=' if width == new else '<' if width < new else '>'}|{fault}")
        names.append(f"shift|old{'=' if width == old else '<' if width < old else '>'}|{fault}")
        names.append(
            f"shift|before|{word if word in ('def', 'class', 'return', 'if', 'else', 'elif', 'except') else ''}"
        )
        names.append(f"shift|blank{below - last > 1}|{kind}")
    return names
