"""What a proposal looks like to the cost tables: named features of the edit, of its surroundings and of its outcome."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from handlers.repair.synthesis.fault import Fault
from handlers.repair.synthesis.language import LanguageModel, word_of_text
from handlers.repair.synthesis.proposals.edit import Change, Proposal
from handlers.repair.synthesis.scene import Scene

_SIDES = ("(", ")", "[", "]", "{", "}")


@dataclass(frozen=True, slots=True)
class View:
    """A scene as the features see it: the words of all tokens, the runs of words in it, the balance of brackets."""

    scene: Scene
    words: list[str]
    model: LanguageModel
    own: dict[tuple[str, ...], int]
    net: tuple[int, int, int]
    previous: str


def view(scene: Scene, model: LanguageModel, previous: str = "") -> View:
    """The view of `scene`; `previous` is the kind of the last mend on the way here."""
    words = model.words(scene.tokens)
    own: dict[tuple[str, ...], int] = {}
    for size in (2, 3):
        for index in range(len(words) - size + 1):
            gram = tuple(words[index : index + size])
            own[gram] = own.get(gram, 0) + 1
    counts = [words.count(side) for side in _SIDES]
    return View(
        scene, words, model, own, (counts[0] - counts[1], counts[2] - counts[3], counts[4] - counts[5]), previous
    )


def describe(seen: View, proposal: Proposal) -> tuple[list[str], dict[str, float]]:
    """The proposal's named features and its measured ones."""
    scene = seen.scene
    kind, fault = proposal.kind, scene.fault.kind
    names = [kind, f"{kind}|{fault}"]
    if seen.previous:
        names.append(f"{kind}|after|{seen.previous}")
    numbers = {}
    if proposal.changes:
        names += _edit(seen, proposal, proposal.changes[0])
        numbers = _measures(seen, proposal)
    if proposal.shifts:
        names += _shift(seen, proposal)
    return names, numbers


def _edit(seen: View, proposal: Proposal, change: Change) -> list[str]:
    scene, words = seen.scene, seen.words
    begin, end = change.begin, change.end
    kind, fault = proposal.kind, scene.fault.kind
    removed = words[begin:end]
    gone = " ".join(removed) if len(removed) <= 2 else f"{removed[0]}..{removed[-1]}" if len(removed) <= 6 else "long"
    come = " ".join(_added(seen, change))
    sign = f"{kind}:{gone}>{come}"
    left = words[begin - 1] if begin else "^"
    right = words[end] if end < len(words) else "$"
    place = _place(scene, begin, end)
    names = [
        sign,
        f"{sign}|{fault}",
        f"{sign}|{fault}|{place}",
        f"{kind}|{fault}|{place}",
        f"{sign}|L{left}",
        f"{sign}|R{right}",
        f"{sign}|{left}|{right}",
        f"{sign}|{fault}|R{right}",
        f"{kind}|{place}",
    ]
    if len(proposal.changes) > 1:
        last = proposal.changes[-1]
        after = words[last.end] if last.end < len(words) else "$"
        names += [
            f"{sign}|E{after}",
            f"{sign}|E{words[last.begin - 1] if last.begin else '^'}",
            f"{kind}|n{min(4, len(proposal.changes))}",
        ]
    if removed:
        names += _removal(seen, change, kind)
    else:
        names += _insertion(seen, change, sign)
    return names


def _added(seen: View, change: Change) -> list[str]:
    return [
        word_of_text(text, seen.model.names) if len(text) < 8 or text[0] in "'\"" else "NAME" for text in change.texts
    ]


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
        if removed[0].text in _SIDES:
            names.append(f"{kind}|matched{matched}")
        names.append(f"{kind}|glued{_glue(seen, change)}")
        names.append(f"{kind}|{removed[0].kind}|{scene.fault.kind}|at{max(-3, min(3, change.begin - scene.at))}")
    return names


def _glue(seen: View, change: Change) -> str:
    tokens = seen.scene.tokens
    before = change.begin > 0 and tokens[change.begin - 1].end == tokens[change.begin].start
    after = change.end < len(tokens) and tokens[change.end].start == tokens[change.end - 1].end
    return f"{int(before)}{int(after)}"


def _insertion(seen: View, change: Change, sign: str) -> list[str]:
    scene = seen.scene
    tokens, gap = scene.tokens, change.begin
    names = []
    depth = tokens[gap].depth if gap < len(tokens) else 0
    names.append(f"{sign}|d{min(depth, 3)}")
    if 0 < gap < len(tokens) and tokens[gap].kind != "NL":
        names.append(f"{sign}|space{int(tokens[gap - 1].end < tokens[gap].start)}")
    if gap >= len(tokens) or tokens[gap].kind == "NL":
        names.append(f"{sign}|{_layout(scene, gap)}")
        first = scene.span(scene.line_of(gap - 1))[0] if gap else 0
        names.append(f"{sign}|head{seen.words[first] if first < len(seen.words) else ''}")
    if gap > 1:
        names.append(f"{sign}|LL{seen.words[gap - 2]} {seen.words[gap - 1]}")
    if gap + 1 < len(tokens):
        names.append(f"{sign}|RR{seen.words[gap]} {seen.words[gap + 1]}")
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


def _measures(seen: View, proposal: Proposal) -> dict[str, float]:
    words, model = seen.words, seen.model
    lm = own = gone = come = lost = 0.0
    net = list(seen.net)
    for change in proposal.changes[:12]:
        added = _added(seen, change)
        removed = words[change.begin : change.end]
        left, right = words[max(0, change.begin - 3) : change.begin], words[change.end : change.end + 3]
        lm += model.change(removed[:20], added, left, right)
        own += _own(seen, left, removed, added, right)
        gone += len(removed)
        come += len(added)
        lost += sum(word in ("NAME", "STRING", "NUMBER") or len(word) > 2 for word in removed)
        for index, pair in enumerate(("()", "[]", "{}")):
            net[index] += added.count(pair[0]) - added.count(pair[1]) - removed.count(pair[0]) + removed.count(pair[1])
    before, after = sum(map(abs, seen.net)), sum(map(abs, net))
    return {
        "lm": max(-3.0, min(3.0, lm / 8)),
        "lm+": max(-3.0, min(3.0, (lm + 3.0 * (come - gone)) / 8)),
        "own": max(-3.0, min(3.0, own / 4)),
        "gone": min(gone, 12.0) / 4,
        "lost": min(lost, 12.0) / 4,
        "come": min(come, 8.0) / 4,
        "balance": max(-2.0, min(2.0, float(before - after))),
        "balanced": float(after == 0),
    }


def _own(seen: View, left: Sequence[str], removed: Sequence[str], added: Sequence[str], right: Sequence[str]) -> float:
    """How many of the runs the change makes the text holds elsewhere, less those it breaks."""
    old = (*left[-2:], *removed[:10], *right[:2])
    new = (*left[-2:], *added, *right[:2])
    gain = 0.0
    for size in (2, 3):
        for index in range(len(new) - size + 1):
            gain += min(2, seen.own.get(new[index : index + size], 0))
        for index in range(len(old) - size + 1):
            gain -= min(2, seen.own.get(old[index : index + size], 0) - 1)
    return gain


def outcome(scene: Scene, proposal: Proposal, result: Fault | None, grown: int) -> list[str]:
    """Features of what the compiler said afterwards; `grown` is by how many characters the text grew."""
    kind, before = proposal.kind, scene.fault
    if result is None:
        return ["ok", f"ok|{kind}", f"ok|{before.kind}"]
    moved = result.start - before.start - max(0, grown)
    far = "back" if moved < -1 else "same" if moved <= 1 else "on" if result.line <= before.line else "far"
    return [
        f"fail|{far}",
        f"fail|{kind}",
        f"fail|{before.kind}|{result.kind}",
        f"fail|{far}|{result.kind == before.kind}",
    ]
