"""One runnable file per promise of speed or accuracy, each printing JSON."""
