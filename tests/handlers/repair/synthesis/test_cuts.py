from __future__ import annotations

from handlers.repair.synthesis.costs import load_language
from handlers.repair.synthesis.cuts import cut_features
from handlers.repair.synthesis.proposals.edit import Proposal, Splice
from handlers.repair.synthesis.view import view
from tests.handlers.repair.synthesis.proposals.scenes import scene_of


def test_a_quote_put_in_tells_what_stands_beside_it() -> None:
    seen = view(scene_of("x = f(a')\n"), load_language())
    names, numbers = cut_features(seen, Proposal("quote-in", cuts=(Splice(6, 6, "'"),)))
    assert "cut-in|(|wa" not in names
    assert "quote-in|in|L(" in names
    assert "bad0" in names
    assert numbers["cut-lm"] > 0


def test_cuts_on_a_line_before_the_fault_count_too() -> None:
    seen = view(scene_of("x = 1\ny = (a')\n"), load_language())
    cuts = (Splice(4, 4, "'"), Splice(5, 5, "'"), Splice(11, 11, "'"))
    names, _ = cut_features(seen, Proposal("ends-in-all", cuts=cuts))
    assert {"bad0", "strings2"} <= set(names)
