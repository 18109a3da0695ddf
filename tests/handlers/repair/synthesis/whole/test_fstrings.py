from __future__ import annotations

import pytest

from handlers.repair.synthesis.whole.slips import mend_slips


@pytest.mark.parametrize(
    ("broken", "mended"),
    [
        ("x = f'{a['k']} b'\n", "x = f'{a[\"k\"]} b'\n"),
        ('x = f"a {}"\n', 'x = f"a {{}}"\n'),
        ('x = f"a {}".format(1)\n', 'x = "a {}".format(1)\n'),
    ],
)
def test_braces_of_an_f_string_hold_what_they_may(broken: str, mended: str) -> None:
    assert mend_slips(broken) == mended
