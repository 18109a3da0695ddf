"""The public face for a snippet: `suggest`."""

from __future__ import annotations

import warnings

from handlers.repair.synthesis.costs import load_costs, load_language
from handlers.repair.synthesis.fault import find_fault
from handlers.repair.synthesis.last_resort import drop_lines
from handlers.repair.synthesis.search import Candidate, Effort, Search


def suggest(source: str, limit: int = 5, budget: float = 1.0) -> list[Candidate]:
    """Ranked texts that compile and are likely what the writer of `source` meant.

    `limit` is the most candidates returned, `budget` bounds the search in seconds. A text that compiles is its own only
    candidate, at cost 0. Nothing is raised whatever the text; the list is empty where nothing was found.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fault = find_fault(source)
        if fault is None:
            return [Candidate(source, 0.0)]
        if limit < 1 or fault.kind == "depth":
            return []
        found = Search(load_costs("snippets"), load_language(), Effort.within(budget)).run(source, fault, limit)
        return found or drop_lines(source)
