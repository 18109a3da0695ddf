"""Learns the tables of `handlers.repair.synthesis`: weights of edits and of candidates, and counts of n-grams.

Only statistics are kept: weights of abstract features, and counts of runs of abstract words.
"""
