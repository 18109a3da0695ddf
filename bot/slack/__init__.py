"""Slack as a surface: listeners that only accept, pure rendering to Block Kit, and posts that are never doubled."""
