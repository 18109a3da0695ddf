"""Test repair: bring a corrupted Python test tree back to collecting, without losing anything anybody wrote.

The engines under `synthesis` and `history` are pure or read only; nothing here knows a chat or a terminal.
"""

from handlers.repair.engine import repair_text
from handlers.repair.result import Deed, Hunk, Repair, Verdict
from handlers.repair.synthesis.search import Candidate, Edit
from handlers.repair.synthesis.snippet import suggest

__all__ = ["Candidate", "Deed", "Edit", "Hunk", "Repair", "Verdict", "repair_text", "suggest"]
