from __future__ import annotations

import pytest

from handlers.repair.synthesis.whole import cures as curing
from handlers.repair.synthesis.whole.cures import cures, strangeness


@pytest.mark.parametrize(
    ("damaged", "healthy"),
    [
        ('set_env(A", "b)', 'set_env("A", "b")'),
        ('    x = {"k: True},"', '    x = {"k": True},'),
        ('name = fx_{y}"', 'name = f"x_{y}"'),
        ("PRE x = y + 1", "x = y + 1"),
        ("print('it is done)", "print('it is done')"),
        ('log(f"step {n} done)"', 'log(f"step {n} done")'),
    ],
)
def test_a_damaged_line_is_cured(damaged: str, healthy: str) -> None:
    assert healthy.rstrip(",") in [each.line.rstrip(",") for each in cures(damaged) if each.line != damaged][:2]


def test_a_sound_line_costs_nothing() -> None:
    assert cures("x = 1") == [(0.0, "x = 1")]


def test_code_within_a_string_is_strange() -> None:
    assert strangeness("f('a', b)") < strangeness("f('a, b)'")
    assert strangeness("f('{x}')") > strangeness("f(f'{x}')")


def test_a_long_line_is_tried_in_fewer_ways(monkeypatch: pytest.MonkeyPatch) -> None:
    letters = []

    def counted(text: str) -> bool:
        letters.append(len(text))
        return False

    monkeypatch.setattr(curing, "sound", counted)
    for length in (100, 3_000):
        letters.clear()
        cures('f"{' * (length // 3))
        assert sum(letters) <= 40_000 + 3 * length
