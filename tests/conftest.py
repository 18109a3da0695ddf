"""For every test: no stray event loop.

Up to Python 3.11 the first look at "the current loop" silently makes one that nobody closes; pytest-asyncio looks.
"""

import asyncio

asyncio.set_event_loop(None)
