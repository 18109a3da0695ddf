"""What runs by itself: the clock that checks, the watch that decides, the speaker that says it.

The deciding is pure and lives in bot/incidents; in here are its disk, its time and its voice.
"""
