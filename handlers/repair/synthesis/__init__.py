"""Repair by synthesis: a ranked search over token and line edits, with CPython's own compiler as the judge.

Pure engine: text in, text out. No file is read but the learnt tables beside this code; the clock is only a last bound.
"""
