from __future__ import annotations

import pytest

from handlers.repair.synthesis.whole.slips import mend_slips

HEALTHY = '''class Store:
    async def load(self, rows):
        """Load."""
        if not rows:
            return 0

        # all of them
        kept = make(
            rows,
        )
        for row in rows:
            await self.put(row)
        return kept

    def rest(self):
        pass


async def total(rows):
    count = 0
    for row in rows:
        count += row
    return count


X = 1
'''


@pytest.mark.parametrize(
    ("inside", "outside"),
    [
        ("        if not rows:\n            return 0\n", "    if not rows:\n            return 0\n"),
        ("        if not rows:\n            return 0\n", "    if not rows:\n        return 0\n"),
        ("        return kept\n", "    return kept\n"),
        ("    return count\n", "return count\n"),
        ("        # all of them\n        kept = make(\n", "    # all of them\n    kept = make(\n"),
    ],
)
def test_lines_at_the_margin_of_their_function_go_back_into_it(inside: str, outside: str) -> None:
    broken = HEALTHY.replace(inside, outside)
    if "kept = make(" in inside:
        begin, end = broken.index("            rows,"), broken.index("    def rest")
        block = "".join(line[4:] + "\n" if line else "\n" for line in broken[begin:end].split("\n")[:-1])
        broken = broken[:begin] + block + broken[end:]
    assert broken != HEALTHY
    assert mend_slips(broken) == HEALTHY


def test_a_return_behind_no_function_is_left_alone() -> None:
    assert mend_slips("x = 1\nreturn x\n") == "x = 1\nreturn x\n"
