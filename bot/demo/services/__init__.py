"""The demo's own product: an auth service, a chat backend and the gateway in front of it.

Each is a process of its own, configured by environment variables alone. They import as little as they can.
"""
