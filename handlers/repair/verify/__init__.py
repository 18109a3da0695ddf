"""Run what the stack file configures, held in bounds, and say what it showed."""
