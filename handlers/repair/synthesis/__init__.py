"""Repair by synthesis: a ranked search over token and line edits, with CPython's own compiler as the judge.

Pure engine: text in, text out. No file is read but the learnt tables beside this code; the clock is only a last bound.
"""

from handlers.repair.synthesis.costs import load_language
from handlers.repair.synthesis.effort import LARGEST
from handlers.repair.synthesis.language import LanguageModel
from handlers.repair.synthesis.whole.distance import distance
from handlers.repair.synthesis.whole.files import Outcome, repair_file

__all__ = ["LARGEST", "LanguageModel", "Outcome", "distance", "load_language", "repair_file"]
