"""The scan: every Python file under the roots, and whether the configured Python compiles it.

Reads files and starts ruff and interpreters; changes nothing but its own cache.
"""
