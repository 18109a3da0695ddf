"""Known causes, as data. An entry says what it looks like, what it means, and what to do; it holds no code.

A new cause is one new entry in the file where it belongs.
"""

from __future__ import annotations

from handlers.diagnosis.catalogue import (
    access,
    browser,
    clickhouse,
    cloud,
    databases,
    generic,
    network,
    other_stores,
    platform,
    postgres,
    proxy,
    redis,
    resources,
    settings,
    start,
)
from handlers.diagnosis.catalogue.entry import Entry

CATALOGUE: tuple[Entry, ...] = (
    *start.ENTRIES,
    *platform.ENTRIES,
    *cloud.ENTRIES,
    *resources.ENTRIES,
    *postgres.ENTRIES,
    *databases.ENTRIES,
    *redis.ENTRIES,
    *clickhouse.ENTRIES,
    *other_stores.ENTRIES,
    *network.ENTRIES,
    *proxy.ENTRIES,
    *browser.ENTRIES,
    *access.ENTRIES,
    *settings.ENTRIES,
    *generic.ENTRIES,
)
