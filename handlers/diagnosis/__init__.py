"""Diagnosis: probes run at once, and one root cause named with its evidence.

`diagnose` is the handler. Everything else in here is pure; nothing in here imports another capability.
"""

from __future__ import annotations

from handlers.diagnosis.handler import diagnose

__all__ = ["diagnose"]
