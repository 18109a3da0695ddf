from __future__ import annotations

import pytest

from handlers.repair.synthesis.costs import Costs, load_costs, load_language


def test_scores_add_weights_and_measures() -> None:
    costs = Costs({"a": 1.0, "n": 2.0}, {"ok": 0.5, "prior": 4.0, "unbound": 2.0})
    assert costs.before(["a", "unknown"], {"n": 1.5}) == 4.0
    assert costs.after(["ok"], {}, -1.0) == -0.5
    assert costs.after(["ok"], {"unbound": 1.0}, -1.0) == 1.5


@pytest.mark.parametrize(
    ("kinds", "known"), [(frozenset(), True), (frozenset({"ins"}), True), (frozenset({"del"}), False)]
)
def test_kinds_never_met_in_learning_are_not_known(kinds: frozenset[str], known: bool) -> None:
    assert Costs({}, {}, kinds).knows("ins") is known


def test_the_shipped_tables_load_once() -> None:
    assert load_costs("snippets") is load_costs("snippets")
    assert load_costs("files").prior
    assert load_language("snippets") is not load_language("files")
    assert load_language().run(("def",), ("NAME",)) == pytest.approx(0.0, abs=0.5)
