"""Features of what a proposal made of the text, and of what the compiler said of it."""

from __future__ import annotations

from handlers.repair.synthesis.fault import Fault
from handlers.repair.synthesis.oddities import oddities
from handlers.repair.synthesis.proposals.edit import Proposal
from handlers.repair.synthesis.scene import Scene


def outcome(scene: Scene, proposal: Proposal, text: str, result: Fault | None) -> tuple[list[str], dict[str, float]]:
    """Features of the `text` the proposal made, and of what the compiler said of it."""
    kind, before = proposal.kind, scene.fault
    if result is None:
        names, numbers = oddities(text)
        return ["ok", f"ok|{kind}", f"ok|{before.kind}", *names], dict(numbers)
    grown = len(text) - len(scene.source)
    moved = result.start - before.start - max(0, grown)
    far = "back" if moved < -1 else "same" if moved <= 1 else "on" if result.line <= before.line else "far"
    return [
        f"fail|{far}",
        f"fail|{kind}",
        f"fail|{before.kind}|{result.kind}",
        f"fail|{far}|{result.kind == before.kind}",
    ], {}
