"""What the terminal commands that read the bot's own records share."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.cli import common
from bot.settings import load_settings
from bot.store.database import open_database, parse_database_url
from handlers.core.redaction import Redactor


@dataclass(frozen=True, slots=True)
class Records:
    """The database, and a terminal that shows no secret."""

    engine: AsyncEngine
    terminal: common.Terminal


@asynccontextmanager
async def open_records() -> AsyncIterator[Records]:
    """The records of the bot that the settings describe; raises SettingsError and Failure."""
    settings = load_settings(os.environ)
    engine = await open_database(parse_database_url(settings.database_url))
    try:
        yield Records(engine, common.Terminal(Redactor(settings.secrets())))
    finally:
        await engine.dispose()
