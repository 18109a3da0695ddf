from __future__ import annotations

import time

from handlers.repair.synthesis.costs import load_costs, load_language
from handlers.repair.synthesis.effort import Effort, Meter
from handlers.repair.synthesis.fault import find_fault
from handlers.repair.synthesis.search import Search, meaning


def search(units: float) -> Search:
    return Search(load_costs("snippets"), load_language(), Meter(Effort(units, time.monotonic() + 60)))


def test_work_and_not_time_ends_a_search() -> None:
    source = "x = (((\ny = ]]\nfoo bar baz qux\n"
    fault = find_fault(source)
    assert fault is not None
    little, much = search(1.0), search(1e6)
    little.run(source, fault, 5)
    assert little.meter.spent()
    assert len(much.run(source, fault, 5)) >= len(little.found)


def test_texts_that_differ_in_white_space_mean_the_same() -> None:
    assert meaning("f(a,b)\n") == meaning("f(a, b)\n")
    assert meaning("if a:\n  b\n") != meaning("if a:\nb\n")
