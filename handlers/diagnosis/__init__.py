"""Diagnosis: probes run at once, and one root cause named with its evidence."""
