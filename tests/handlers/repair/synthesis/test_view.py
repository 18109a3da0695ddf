from __future__ import annotations

from handlers.repair.synthesis.costs import load_language
from handlers.repair.synthesis.view import rebalance, view
from tests.handlers.repair.synthesis.proposals.scenes import scene_of


def test_a_view_knows_balance_names_and_shapes_of_lines() -> None:
    seen = view(scene_of("foo = 1\nbar = 2\nx = foo[bar\n"), load_language())
    assert seen.net == (0, 1, 0)
    assert seen.known["foo"] == 2
    assert max(seen.shapes.values()) == 2


def test_brackets_are_counted_both_ways() -> None:
    net = [0, 0, 0]
    rebalance(net, ["(", "(", "]"], 1)
    rebalance(net, ["("], -1)
    assert net == [1, -1, 0]
