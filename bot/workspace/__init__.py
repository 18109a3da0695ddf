"""A strict local Slack: the Web API, Socket Mode, signed HTTP delivery, a page and a control interface, on loopback.

Stand-alone by intent: nothing in here knows the bot that runs against it, and nothing of the rest of `bot` may be
imported. It refuses what the real Slack refuses, in the real one's words, so that a bot that works here works there.
"""
