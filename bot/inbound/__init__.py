"""Alerts that other monitoring systems send: guarded, read, handed to the watch, and diagnosed."""
