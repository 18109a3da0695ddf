"""Which content of the stack file was seen last by any replica, and the how-manieth change that was."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.store.tables import STACK_FILES

_NAME = "stack.yaml"


class StackFileStore:
    """Numbers changes, so that several replicas that see the same change say it under the same key."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def note(self, digest: str) -> int:
        """The number of the change to this content: a new one, unless another replica has just seen the same."""
        insert = (sqlite.insert if self._engine.dialect.name == "sqlite" else postgresql.insert)(STACK_FILES)
        upsert = insert.values(name=_NAME, digest=digest, number=1).on_conflict_do_update(
            index_elements=[STACK_FILES.c.name],
            set_={"digest": digest, "number": STACK_FILES.c.number + 1},
            where=STACK_FILES.c.digest != digest,
        )
        async with self._engine.begin() as connection:
            await connection.execute(upsert)
            query = sa.select(STACK_FILES.c.number).where(STACK_FILES.c.name == _NAME)
            return int((await connection.execute(query)).scalar_one())
