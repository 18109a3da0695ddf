"""The golden path: one real user journey, proven stage by stage.

`journey.py` is a pure machine: it is told what happened and when, and answers what to do next. `shell.py` is the only
file that touches a network; everything that judges, compares or draws is pure.
"""
