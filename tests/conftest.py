"""For every test: no stray event loop, and properties tried as often as the suite's time allows.

Up to Python 3.11 the first look at "the current loop" silently makes one that nobody closes; pytest-asyncio looks.
"""

import asyncio

from hypothesis import settings

asyncio.set_event_loop(None)

settings.register_profile(
    "medic", max_examples=50
)  # of a property, unless a test says otherwise: the suite is run often
settings.load_profile("medic")
