"""One small file per probe: a configuration model, and one coroutine that makes a single measurement.

A probe returns an Observation; it never judges causes, never retries, never posts. `registry.py` names them all.
"""
