"""Known causes found in a log: a sieve for speed, the catalogue's patterns for truth. Pure, streaming."""
