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
