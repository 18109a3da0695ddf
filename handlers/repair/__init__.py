"""Test repair: bring a corrupted Python test tree back to collecting, without losing anything anybody wrote.

The engines under `synthesis` and `history` are pure or read only; nothing here knows a chat or a terminal. The names
below are found when first asked for: the scan's workers start in this package and must not wait for the engines.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from handlers.repair.engine import repair_text
    from handlers.repair.result import Deed, Hunk, Repair, Verdict
    from handlers.repair.synthesis.search import Candidate, Edit
    from handlers.repair.synthesis.snippet import suggest

__all__ = ["Candidate", "Deed", "Edit", "Hunk", "Repair", "Verdict", "repair_text", "suggest"]

_HOMES = {
    "repair_text": "engine",
    **dict.fromkeys(("Deed", "Hunk", "Repair", "Verdict"), "result"),
    **dict.fromkeys(("Candidate", "Edit"), "synthesis.search"),
    "suggest": "synthesis.snippet",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
