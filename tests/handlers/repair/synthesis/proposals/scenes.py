"""Scenes for the tests of proposals, and the texts proposals make of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from handlers.repair.synthesis.fault import find_fault
from handlers.repair.synthesis.proposals.edit import Proposal, apply
from handlers.repair.synthesis.scene import Scene, look


def scene_of(source: str) -> Scene:
    """The scene of a text that must not compile."""
    fault = find_fault(source)
    assert fault is not None
    return look(source, fault)


def texts_of(source: str, propose: Callable[[Scene], Iterator[Proposal]]) -> set[str]:
    """All texts the proposals of one sort make of `source`."""
    scene = scene_of(source)
    return {apply(scene, proposal) for proposal in propose(scene)}
