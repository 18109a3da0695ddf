"""The watches: one row for each environment, changed by compare-and-swap, with every incident filed beside it."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.incidents.codec import encode_incident, encode_rest, encode_vitals, join
from bot.incidents.draft import Step
from bot.incidents.model import Incident, State
from bot.store.tables import INCIDENTS, WATCHES
from handlers.core.errors import Temporary

Move = Callable[[State, float], Step]
_ATTEMPTS = 100  # each lost race is another replica's step done


@dataclass(frozen=True, slots=True)
class _Kept:
    """One row, read or written: `version` 0 is a row that is not there yet."""

    version: int
    stepped_at: float
    state: State


class WatchStore:
    """Reads are remembered by version: as long as nobody else steps, a step reads one number."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._kept: dict[str, _Kept] = {}
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def get(self, environment: str) -> State:
        """The watch as it stands; an empty one where there is none."""
        async with self._turns[environment], self._engine.connect() as connection:
            return (await self._read(connection, environment)).state

    async def versions(self) -> Mapping[str, int]:
        """Environment -> how often its watch was changed."""
        async with self._engine.connect() as connection:
            rows = await connection.execute(sa.select(WATCHES.c.environment, WATCHES.c.version))
            return {row.environment: row.version for row in rows}

    async def change(self, environment: str, now: float, move: Move) -> Step:
        """Make one step, on disk with its incidents when this returns; a step that changes nothing writes nothing.

        `move` is pure, for it is repeated when another replica was faster. It is given the watch and the moment: `now`
        (seconds since 1970), or that of the last step where a replica's clock is behind. What `move` raises is raised;
        Temporary when the race is lost a hundred times.
        """
        async with self._turns[environment]:
            for _ in range(_ATTEMPTS):
                async with self._engine.begin() as connection:
                    kept = await self._read(connection, environment)
                    at = max(now, kept.stepped_at)
                    made = move(kept.state, at)
                    if made.state == kept.state:
                        return made
                    written = _Kept(kept.version + 1, at, made.state)
                    won = await self._write(connection, environment, kept, written)
                if won:
                    self._kept[environment] = written
                    return made
        raise Temporary(f"the watch of {environment} is changed by others all the time")

    async def _read(self, connection: AsyncConnection, environment: str) -> _Kept:
        kept = self._kept.get(environment)
        of_this = WATCHES.c.environment == environment
        if kept is not None:
            version = (await connection.execute(sa.select(WATCHES.c.version).where(of_this))).scalar_one_or_none()
            if version == kept.version:
                return kept
        row = (await connection.execute(sa.select(WATCHES).where(of_this))).one_or_none()
        if row is None:
            return _Kept(0, 0.0, State(environment))
        self._kept[environment] = read = _Kept(row.version, row.stepped_at, join(row.vitals, row.rest))
        return read

    async def _write(self, connection: AsyncConnection, environment: str, before: _Kept, after: _Kept) -> bool:
        values: dict[str, Any] = {
            "version": after.version,
            "stepped_at": after.stepped_at,
            "rest": encode_rest(after.state),
        }
        if before.version == 0 or after.state.vitals != before.state.vitals:
            values["vitals"] = encode_vitals(after.state)
        if before.version == 0:
            statement: sa.Executable = (
                self._insert(WATCHES).values(environment=environment, **values).on_conflict_do_nothing()
            )
        else:
            is_ours = (WATCHES.c.environment == environment) & (WATCHES.c.version == before.version)
            statement = sa.update(WATCHES).where(is_ours).values(**values)
        if (await connection.execute(statement)).rowcount != 1:
            return False
        for incident in after.state.incidents.values():
            if before.state.incidents.get(incident.id) != incident:
                await self._file(connection, environment, incident)
        return True

    async def _file(self, connection: AsyncConnection, environment: str, incident: Incident) -> None:
        row = {
            "environment": environment,
            "cause": incident.cause,
            "title": incident.title,
            "severity": int(incident.severity),
            "opened_at": _moment(incident.opened),
            "closed_at": None if incident.closed is None else _moment(incident.closed),
            "record": encode_incident(incident),
        }
        insert = self._insert(INCIDENTS).values(id=incident.id, **row)
        await connection.execute(insert.on_conflict_do_update(index_elements=[INCIDENTS.c.id], set_=row))

    def _insert(self, table: sa.Table) -> Any:
        return (sqlite.insert if self._engine.dialect.name == "sqlite" else postgresql.insert)(table)


def _moment(at: float) -> datetime:
    return datetime.fromtimestamp(at, UTC)
