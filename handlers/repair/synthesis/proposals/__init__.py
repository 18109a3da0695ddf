"""Ways to mend one fault. Each file proposes edits of one sort; none of them judges.

`propose` gathers them all in a fixed order, without doubles.
"""

from __future__ import annotations

from collections.abc import Iterator

from handlers.repair.synthesis.proposals import (
    balance,
    blocks,
    brackets,
    deletes,
    elements,
    everywhere,
    groups,
    inserts,
    layout,
    legacy,
    literals,
    pasted,
    quotes,
    replaces,
    spelling,
    wraps,
)
from handlers.repair.synthesis.proposals.edit import Proposal
from handlers.repair.synthesis.scene import Scene

_SOURCES = (
    inserts.propose,
    deletes.propose,
    replaces.propose,
    brackets.propose,
    balance.propose,
    wraps.propose,
    layout.propose,
    legacy.propose,
    quotes.propose,
    everywhere.propose,
    groups.propose,
    spelling.propose,
    pasted.propose,
    elements.propose,
    literals.propose,
    blocks.propose,
)


def propose(scene: Scene) -> Iterator[Proposal]:
    """Every proposal for the fault of `scene`, each once."""
    seen: set[tuple[object, ...]] = set()
    for source in _SOURCES:
        for proposal in source(scene):
            key = (proposal.changes, proposal.shifts, proposal.cuts)
            if key not in seen:
                seen.add(key)
                yield proposal
