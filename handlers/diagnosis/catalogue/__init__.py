"""Known causes, as data. An entry says what it looks like, what it means, and what to do; it holds no code."""

from __future__ import annotations

from handlers.diagnosis.catalogue import access, databases, generic, start
from handlers.diagnosis.catalogue.entry import Entry

CATALOGUE: tuple[Entry, ...] = (*start.ENTRIES, *databases.ENTRIES, *access.ENTRIES, *generic.ENTRIES)
