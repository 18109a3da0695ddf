from __future__ import annotations

import pytest

from handlers.repair.synthesis.whole.slips import mend_slips


@pytest.mark.parametrize(
    ("broken", "mended"),
    [
        ("def f(, zone):\n    pass\n", "def f():\n    pass\n"),
        ("x = now(, zone).date()\n", "x = now().date()\n"),
        ("from m import (\n    a,\n    b,, zone)\n", "from m import (\n    a,\n    b)\n"),
        ("x = made(path.stat(, tz=zone.utc).at).text()\n", "x = made(path.stat().at, tz=zone.utc).text()\n"),
        ("def f(a=None, b):\n    return a\n", "def f(a=None, b=None):\n    return a\n"),
        (
            "def f(a=None, zone) -> int:\n    return now(zone.utc)\n",
            "def f(a=None) -> int:\n    return now(zone.utc)\n",
        ),
        ("setup(level=1, zone)\nx = zone.utc\n", "setup(level=1)\nx = zone.utc\n"),
    ],
)
def test_a_name_no_argument_list_takes_goes(broken: str, mended: str) -> None:
    assert mend_slips(broken) == mended


def test_a_name_the_file_binds_is_left_to_the_search() -> None:
    text = "from m import zone\nsetup(level=1, zone)\nx = zone.utc\n"
    assert mend_slips(text) == text
