"""Capabilities and the engines below them. Nothing here knows Slack, the bot, or how a report is shown."""
