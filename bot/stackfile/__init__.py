"""Reading stack.yaml: bytes to text, text to marked nodes, nodes to models, and every mistake with its place.

Only `bot.stack` is meant for the rest of the bot. No network, no Slack; nothing here keeps state between two files.
"""
