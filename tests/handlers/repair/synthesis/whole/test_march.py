from __future__ import annotations

import time

from handlers.repair.synthesis.costs import load_costs, load_language
from handlers.repair.synthesis.effort import Effort, Meter
from handlers.repair.synthesis.search import Search
from handlers.repair.synthesis.whole.march import march


def search() -> Search:
    return Search(load_costs("files"), load_language(), Meter(Effort(1e6, time.monotonic() + 60)), keep=True)


def test_many_faults_are_mended_one_after_another() -> None:
    source = "".join(f"def f{n}(a, b):\n    print a\n    return [a b]\n\n" for n in range(5))
    result = march(search(), source)
    assert result.fault is None
    assert len(result.edits) >= 10


def test_the_head_is_never_touched() -> None:
    result = march(search(), "class _:\n    def f(self:\n        return 1\n", "class _:\n")
    assert result.source.startswith("class _:\n    def f(self)")


def test_healthy_text_needs_no_march() -> None:
    assert march(search(), "x = 1\n").edits == ()
