"""The weights of the candidates found, as whole texts beside each other."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from benchmarks.learn_repair.table import Rows, Table
from benchmarks.repair_snippets import shape_key, token_key
from handlers.repair.synthesis.costs import Costs
from handlers.repair.synthesis.effort import Effort, Meter
from handlers.repair.synthesis.fault import find_fault
from handlers.repair.synthesis.finalists import MOST, Origin, close, describe_whole
from handlers.repair.synthesis.language import LanguageModel
from handlers.repair.synthesis.search import Search

# How much a list counts whose best candidate only has the shape of the person's fix.
_ALIKE = 0.3


def final_table(
    pairs: Sequence[dict[str, Any]], folds: Sequence[int], costs: Sequence[Costs], models: Sequence[LanguageModel]
) -> Table:
    """The table of what is found for `pairs`, each by the weights and the model that do not know its fold."""
    table = Table()
    for pair, fold in zip(pairs, folds, strict=True):
        rows, weight = _rows(pair, costs[fold], models[fold])
        right = sum(row[2] for row in rows)
        if 0 < right < len(rows):
            table.add_group(rows, weight)
    return table


def _rows(pair: dict[str, Any], costs: Costs, model: LanguageModel) -> tuple[Rows, float]:
    fault = find_fault(pair["broken"])
    if fault is None:
        return [], 0.0
    effort = replace(Effort.thorough(1.0), deadline=math.inf)
    found = close(Search(costs, model, Meter(effort)).run(pair["broken"], fault, MOST))
    origin = Origin.of(pair["broken"], fault.kind, model)
    equal = [token_key(candidate.source) == token_key(pair["fixed"]) for candidate in found]
    alike = [shape_key(candidate.source) == shape_key(pair["fixed"]) for candidate in found]
    gold, weight = (equal, 1.0) if any(equal) else (alike, _ALIKE)
    return [(*describe_whole(origin, found, rank), gold[rank]) for rank in range(len(found))], weight
