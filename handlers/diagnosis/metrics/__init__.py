"""Causes from numbers: each service compared with its own normal, ranked over the graph. Reads files, else pure."""
