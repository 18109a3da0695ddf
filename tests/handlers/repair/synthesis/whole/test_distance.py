from __future__ import annotations

from handlers.repair.synthesis.whole.distance import distance

DAMAGED = "a = (1\nb = 2\n"


def test_the_smallest_repair_is_nearest_and_lost_words_are_furthest() -> None:
    mends = ["a = (1)\nb = 2\n", "# a = (1\nb = 2\n", "a = 1\n# b = 2\n", "x = 3\n"]
    assert sorted(mends, key=lambda mend: distance(DAMAGED, mend)) == mends
    assert distance(DAMAGED, DAMAGED) == 0
