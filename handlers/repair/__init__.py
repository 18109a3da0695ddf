"""Test repair: bring a corrupted Python test tree back to collecting, without losing anything anybody wrote."""

from handlers.repair.engine import repair_text
from handlers.repair.result import Deed, Hunk, Repair, Verdict

__all__ = ["Deed", "Hunk", "Repair", "Verdict", "repair_text"]
