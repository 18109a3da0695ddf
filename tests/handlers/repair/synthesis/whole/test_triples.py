from __future__ import annotations

import pytest

from handlers.repair.synthesis.whole.triples import set_right

HEALTHY = '''def f(x):
    """Say what it does, in a few words.

    More words follow, it isn't code.
    """
    y = x + 1
    return y
'''


def righted(text: str) -> str:
    return "\n".join(set_right(text.split("\n"))[0])


def test_healthy_text_stays() -> None:
    assert righted(HEALTHY) == HEALTHY


@pytest.mark.parametrize(
    "damaged",
    [
        HEALTHY.replace('    """\n    y', "    y"),
        HEALTHY.replace('"""Say', "Say"),
        HEALTHY.replace('"""Say', '""""""Say'),
        HEALTHY.replace('"""Say', '"Say'),
    ],
)
def test_a_mark_lost_or_doubled_is_set_right(damaged: str) -> None:
    mended = righted(damaged)
    compile(mended, "<test>", "exec")
    assert "    y = x + 1\n    return y\n" in mended
