"""What a proposal looks like to the cost tables: named features of the edit, of its surroundings and of its outcome."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from handlers.repair.synthesis.fault import Fault
from handlers.repair.synthesis.language import END, LanguageModel, word_of_text
from handlers.repair.synthesis.oddities import oddities
from handlers.repair.synthesis.proposals.edit import Change, Proposal
from handlers.repair.synthesis.proposals.quotes import badness, odd_string
from handlers.repair.synthesis.scene import Scene
from handlers.repair.synthesis.tokens import tokenize

_SIDES = {"(": (0, 1), ")": (0, -1), "[": (1, 1), "]": (1, -1), "{": (2, 1), "}": (2, -1)}


@dataclass(frozen=True, slots=True)
class View:
    """A scene as the features see it: the words of all tokens, the runs of words in it, the balance of brackets."""

    scene: Scene
    words: list[str]
    model: LanguageModel
    own: dict[tuple[str, ...], int]
    net: tuple[int, ...]
    sums: list[float]
    previous: str
    texts: dict[tuple[str, ...], tuple[str, ...]]
    held: frozenset[str]

    def added(self, texts: tuple[str, ...]) -> tuple[str, ...]:
        """The model's words for new token texts."""
        known = self.texts.get(texts)
        if known is None:
            names = self.model.names
            known = tuple(word_of_text(t, names) if len(t) < 8 or t[0] in "'\"" else "NAME" for t in texts)
            self.texts[texts] = known
        return known


def view(scene: Scene, model: LanguageModel, previous: str = "") -> View:
    """The view of `scene`; `previous` is the sign of the last mend on the way here."""
    words = model.words(scene.tokens)
    own: dict[tuple[str, ...], int] = {}
    for size in (2, 3):
        for index in range(len(words) - size + 1):
            gram = tuple(words[index : index + size])
            own[gram] = min(2, own.get(gram, 0) + 1)
    held = frozenset(token.text for token in scene.tokens if token.kind == "STRING" and len(token.text) > 3)
    net = [0, 0, 0]
    _rebalance(net, words, 1)
    return View(scene, words, model, own, tuple(net), model.each(words), previous, {}, held)


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
        numbers = _measures(seen, proposal)
    if proposal.shifts:
        names += _shift(seen, proposal)
    if proposal.cuts:
        more, numbers = _cut(seen, proposal)
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


def _measures(seen: View, proposal: Proposal) -> dict[str, float]:
    words = seen.words
    lm = own = gone = come = lost = 0.0
    net = list(seen.net)
    for change in proposal.changes[:12]:
        begin, end = change.begin, change.end
        added = seen.added(change.texts)
        left, right = words[max(0, begin - 3) : begin], words[end : end + 3]
        lm += seen.model.run(left, (*added, *right)) - (seen.sums[min(len(words), end + 3)] - seen.sums[begin])
        own += _own(seen, change, added)
        gone += end - begin
        come += len(added)
        for word in words[begin:end]:
            lost += len(word) > 2
        _rebalance(net, added, 1)
        _rebalance(net, words[begin:end], -1)
    before, after = sum(map(abs, seen.net)), sum(map(abs, net))
    return {
        "lm": _within(lm / 8, 3.0),
        "lm+": _within((lm + 3.0 * (come - gone)) / 8, 3.0),
        "own": _within(own / 4, 3.0),
        "gone": min(gone, 12.0) / 4,
        "lost": min(lost, 12.0) / 4,
        "come": min(come, 8.0) / 4,
        "balance": _within(float(before - after), 2.0),
        "balanced": float(after == 0),
    }


def _cut(seen: View, proposal: Proposal) -> tuple[list[str], dict[str, float]]:
    scene, kind, fault = seen.scene, proposal.kind, seen.scene.fault.kind
    first = proposal.cuts[0]
    number = min(scene.fault.line, len(scene.lines))
    line = scene.lines[number - 1]
    old = scene.source[line.start : line.end]
    reach = scene.source[line.start : max(line.end, proposal.cuts[-1].end)]
    if len(reach) > len(old):
        reach += scene.source[proposal.cuts[-1].end :].partition("\n")[0]
    new = reach
    for cut in reversed(proposal.cuts):
        new = new[: cut.start - line.start] + cut.text + new[cut.end - line.start :]
    before, after = tokenize(old), tokenize(new)
    names = [f"{kind}|{fault}|{len(proposal.cuts)}"]
    for cut in proposal.cuts:
        sort = "in" if cut.text else "out"
        left, right = _sort(scene.source[cut.start - 1 : cut.start]), _sort(scene.source[cut.end : cut.end + 1])
        names += [f"cut-{sort}|{left}|{right}", f"{kind}|{sort}|L{left}", f"{kind}|{sort}|R{right}"]
    names.append(f"{kind}|{'before' if first.start < scene.fault.start else 'after'}|{fault}")
    names += [
        f"bad{sum(t.kind == 'BAD' for t in after)}",
        f"odd{min(3, sum(odd_string(t.text) for t in after if t.kind == 'STRING'))}",
    ]
    names += [
        f"wrong{min(6, badness(new)[0])}",
        f"strings{sum(t.kind == 'STRING' for t in after) - sum(t.kind == 'STRING' for t in before)}",
    ]
    model = seen.model
    words, others = [*model.words(after), END], [*model.words(before), END]
    change = model.run((END,) * 3, words) - model.run((END,) * 3, others)
    held = sum(t.text in seen.held for t in after if t.kind == "STRING")
    return names, {
        "cut-lm": _within(change / 8, 4.0),
        "cut-lm+": _within((change + 3 * (len(words) - len(others))) / 8, 4.0),
        "held": float(min(held, 4)),
    }


def _sort(mark: str) -> str:
    if not mark or mark == "\n":
        return "$"
    return "w" if mark.isalnum() or mark == "_" else " " if mark.isspace() else mark if mark.isascii() else "u"


def _within(number: float, bound: float) -> float:
    return bound if number > bound else -bound if number < -bound else number


def _rebalance(net: list[int], words: Sequence[str], step: int) -> None:
    for word in words:
        place = _SIDES.get(word)
        if place is not None:
            net[place[0]] += step * place[1]


def _own(seen: View, change: Change, added: Sequence[str]) -> float:
    """How many of the runs the change makes the text holds elsewhere, less those it breaks."""
    words, own = seen.words, seen.own
    left, right = words[max(0, change.begin - 2) : change.begin], words[change.end : change.end + 2]
    gain = 0.0
    new = (*left, *added, *right)
    for index in range(len(new) - 1):
        gain += own.get(new[index : index + 2], 0)
    for index in range(len(new) - 2):
        gain += own.get(new[index : index + 3], 0)
    old = (*left, *words[change.begin : min(change.end, change.begin + 10)], *right)
    for index in range(len(old) - 1):
        gain -= own.get(old[index : index + 2], 1) - 1
    for index in range(len(old) - 2):
        gain -= own.get(old[index : index + 3], 1) - 1
    return gain


def outcome(scene: Scene, proposal: Proposal, text: str, result: Fault | None) -> list[str]:
    """Features of the `text` the proposal made, and of what the compiler said of it."""
    kind, before = proposal.kind, scene.fault
    if result is None:
        return ["ok", f"ok|{kind}", f"ok|{before.kind}", *oddities(text)]
    grown = len(text) - len(scene.source)
    moved = result.start - before.start - max(0, grown)
    far = "back" if moved < -1 else "same" if moved <= 1 else "on" if result.line <= before.line else "far"
    return [
        f"fail|{far}",
        f"fail|{kind}",
        f"fail|{before.kind}|{result.kind}",
        f"fail|{far}|{result.kind == before.kind}",
    ]
