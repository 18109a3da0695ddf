"""Features of edits of plain text, where tokens cannot be trusted: what the line is before and after."""

from __future__ import annotations

from handlers.repair.synthesis.language import END
from handlers.repair.synthesis.measures import within
from handlers.repair.synthesis.proposals.edit import Proposal
from handlers.repair.synthesis.proposals.quotes import badness, odd_string
from handlers.repair.synthesis.tokens import tokenize
from handlers.repair.synthesis.view import View


def cut_features(seen: View, proposal: Proposal) -> tuple[list[str], dict[str, float]]:
    """Named and measured features of the cuts of `proposal`."""
    scene, kind, fault = seen.scene, proposal.kind, seen.scene.fault.kind
    first = proposal.cuts[0]
    number = min(scene.fault.line, len(scene.lines))
    line = scene.lines[number - 1]
    begin = min(line.start, scene.source.rfind("\n", 0, first.start) + 1)
    old = scene.source[begin : line.end]
    reach = scene.source[begin : max(line.end, proposal.cuts[-1].end)]
    if len(reach) > len(old):
        reach += scene.source[proposal.cuts[-1].end :].partition("\n")[0]
    new = reach
    for cut in reversed(proposal.cuts):
        new = new[: cut.start - begin] + cut.text + new[cut.end - begin :]
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
        "cut-lm": within(change / 8, 4.0),
        "cut-lm+": within((change + 3 * (len(words) - len(others))) / 8, 4.0),
        "held": float(min(held, 4)),
    }


def _sort(mark: str) -> str:
    if not mark or mark == "\n":
        return "$"
    return "w" if mark.isalnum() or mark == "_" else " " if mark.isspace() else mark if mark.isascii() else "u"
