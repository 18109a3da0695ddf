"""Change files safely: planned, journalled, backed up outside the tree, resumable, and taken back byte for byte."""
