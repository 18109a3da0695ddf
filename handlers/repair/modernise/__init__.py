"""Move code to the successors of renamed things, by the renames the stack file declares."""
