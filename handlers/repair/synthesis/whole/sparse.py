"""Few faults in a healthy file: each mended by itself, searched for in the smallest chunk of the layout around it."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf

from handlers.repair.synthesis.costs import Costs
from handlers.repair.synthesis.effort import UNITS, Effort, Meter
from handlers.repair.synthesis.fault import find_fault
from handlers.repair.synthesis.language import LanguageModel
from handlers.repair.synthesis.search import Candidate, Edit, Search
from handlers.repair.synthesis.whole.carried import carried, closed_up
from handlers.repair.synthesis.whole.chunks import chunks
from handlers.repair.synthesis.whole.distance import distance
from handlers.repair.synthesis.whole.hidden import hidden
from handlers.repair.synthesis.whole.parts import Part
from handlers.repair.synthesis.whole.slips import mend_slips

_ROUNDS = 12  # faults mended one after another; a text with more is densely damaged
_CHOICES = 3
_FEW, _SECONDS = 0.25, 1.5  # of the whole effort, and seconds of it at most
_SHARE = 0.4  # of the budget for one search
_HIDDEN = 2.0  # natural log odds against each word of code that a mend quotes or comments out
_PATIENCE = 6.0  # its work ends a search, so that a busy machine finds what an idle one does


def one_by_one(text: str, costs: Costs, model: LanguageModel, meter: Meter, within: float = inf) -> Candidate | None:
    """`text` with every fault mended at its likeliest, or None where they are too many or one finds no mend.

    Nor is it gone on with when its distance from the text comes to `within`: more mends do not bring it nearer.
    A share of the `meter`'s effort is there for all faults; the compiler names the first, and after its mend the next.
    """
    edits: list[Edit] = []
    budget = min(_FEW * meter.effort.units / UNITS, _SECONDS)
    left, given = budget, text
    for _ in range(_ROUNDS):
        fault = find_fault(text)
        if fault is None:
            return Candidate(text, float(len(edits)), tuple(edits))
        lines = text.split("\n")
        for part, head in chunks(lines, min(fault.line, len(lines)) - 1):
            search = Search(costs, model, Meter(Effort.within(min(left, budget * _SHARE), _PATIENCE)), keep=True)
            mended = _mended(lines, part, head, search)
            left -= search.meter.seconds
            meter.spend(search.meter.units)
            if mended is not None:
                break
        if mended is None or left <= 0:
            return None
        text, edits = mend_slips(mended.source, meter), [*edits, *mended.edits]
        if within < inf and distance(given, text) >= within:
            return None
    return None


def _mended(lines: Sequence[str], part: Part, head: str, search: Search) -> Candidate | None:
    """The text of `lines` with the likeliest mend of `part`; None where it needs none or the search finds none."""
    own = head + "\n".join(lines[part.begin : part.end])
    fault = find_fault(own)
    found = search.run(own, fault, _CHOICES) if fault else []
    fitting = [each for each in found if each.source.startswith(head)]
    best = min(fitting, key=lambda each: each.cost + _HIDDEN * hidden(own, each.source), default=None)
    if best is None:
        return None
    given = lines[part.begin : part.end]
    own_lines = closed_up(given, carried(given, best.source[len(head) :].split("\n")))
    text = "\n".join([*lines[: part.begin], *own_lines, *lines[part.end :]])
    shift = part.begin - head.count("\n")
    return Candidate(
        text, best.cost, tuple(Edit(e.kind, e.line + shift, e.column, e.before, e.after) for e in best.edits)
    )
