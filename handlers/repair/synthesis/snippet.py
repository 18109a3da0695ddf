"""The public face for a snippet: `suggest`."""

from __future__ import annotations

import warnings

from handlers.repair.synthesis.costs import load_costs, load_language
from handlers.repair.synthesis.effort import LARGEST, Effort, Meter
from handlers.repair.synthesis.fault import Fault, find_fault
from handlers.repair.synthesis.finalists import MOST, Origin, weigh
from handlers.repair.synthesis.last_resort import drop_lines
from handlers.repair.synthesis.search import Candidate, Search
from handlers.repair.synthesis.whole.files import repair_file
from handlers.repair.synthesis.whole.march import march

# From this many lines on a text is mended part by part, as a file is.
_LONG = 60
_HASTE = 20.0
_LAST = 0.4  # of the budget, once the search has found nothing in all of it
_WEIGHED = 20_000  # characters of a text whose candidates are weighed as wholes; more takes longer than finding them


def suggest(source: str, limit: int = 5, budget: float = 1.0) -> list[Candidate]:
    """Ranked texts that compile and are likely what the writer of `source` meant.

    `limit` is the most candidates returned, `budget` bounds the search in seconds. A text that compiles is its own only
    candidate, at cost 0; one of more than 60 lines has one candidate at most. Nothing is raised whatever the text; the
    list is empty where nothing was found, or where the text has more than 500,000 characters.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fault = find_fault(source)
        if fault is None:
            return [Candidate(source, 0.0)]
        if limit < 1 or fault.kind == "depth" or len(source) > LARGEST:
            return []
        return _file(source, budget) if source.count("\n") > _LONG else _short(source, fault, limit, budget)


def _short(source: str, fault: Fault, limit: int, budget: float) -> list[Candidate]:
    costs, model = load_costs("snippets"), load_language("snippets")
    found = Search(costs, model, Meter(Effort.thorough(budget))).run(source, fault, max(limit, MOST))
    if found and len(source) <= _WEIGHED:
        found = weigh(Origin.of(source, fault.kind, model), found, costs)
    if found:
        return found[:limit]
    last = Search(costs, model, Meter(Effort.within(_LAST * budget)))
    return _march(last, source) or drop_lines(source, last.meter)[:limit]


def _march(search: Search, source: str) -> list[Candidate]:
    """Mends one after another, each kept: far less choice, but it ends where many faults are near each other."""
    result = march(search, source)
    return [Candidate(result.source, result.cost + _HASTE, result.edits)] if result.fault is None else []


def _file(source: str, budget: float) -> list[Candidate]:
    outcome = repair_file(source, None, budget)
    cost = float(len(outcome.edits) + 10 * outcome.dropped)
    return [Candidate(outcome.source, cost, outcome.edits)] if outcome.complete else []
