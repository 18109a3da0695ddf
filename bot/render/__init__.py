"""Report -> what a terminal or a script reads. Pure; Slack's rendering is in `bot.slack`."""
