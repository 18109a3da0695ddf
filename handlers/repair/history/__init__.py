"""Repair from a file's own history: choose the ancestor, align, decide hunk by hunk with the compiler as the judge.

Pure text in, text out. Reading git is `handlers.repair.git`'s work, searching for a mend `handlers.repair.synthesis`'s.
"""
