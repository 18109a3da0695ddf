"""Known causes, as data. An entry says what it looks like, what it means, and what to do; it holds no code.

A new cause is one new entry in the file where it belongs.
"""

from __future__ import annotations

from handlers.diagnosis.catalogue import access, generic, network, platform, postgres, proxy, resources, start, stores
from handlers.diagnosis.catalogue.entry import Entry

CATALOGUE: tuple[Entry, ...] = (
    *start.ENTRIES,
    *platform.ENTRIES,
    *resources.ENTRIES,
    *postgres.ENTRIES,
    *stores.ENTRIES,
    *network.ENTRIES,
    *proxy.ENTRIES,
    *access.ENTRIES,
    *generic.ENTRIES,
)
