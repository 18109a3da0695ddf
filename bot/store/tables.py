"""The tables, as the newest migration leaves them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

METADATA = sa.MetaData()


class Moment(sa.TypeDecorator[datetime]):
    """An aware UTC datetime; SQLite would otherwise forget the zone."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Restore UTC where the database dropped it."""
        return value.replace(tzinfo=UTC) if value is not None and value.tzinfo is None else value


COMMANDS = sa.Table(
    "commands",
    METADATA,
    sa.Column("run", sa.String(64), primary_key=True),
    sa.Column("received_at", Moment, nullable=False),
    sa.Column("payload", sa.Text, nullable=False),
    sa.Column("started", sa.Boolean, nullable=False, default=False),
)

POSTS = sa.Table(
    "posts",
    METADATA,
    sa.Column("key", sa.String(160), primary_key=True),
    sa.Column("run", sa.String(64), nullable=False, index=True),
    sa.Column("channel", sa.String(64), nullable=False),
    sa.Column("thread", sa.String(32)),
    sa.Column("intended_at", Moment, nullable=False),
    sa.Column("ts", sa.String(32)),
)

REPORTS = sa.Table(
    "reports",
    METADATA,
    sa.Column("run", sa.String(64), primary_key=True),
    sa.Column("capability", sa.String(64), nullable=False),
    sa.Column("environment", sa.String(128), nullable=False),
    sa.Column("status", sa.String(16), nullable=False),
    sa.Column("headline", sa.Text, nullable=False),
    sa.Column("thread", sa.String(96), index=True),
    sa.Column("finished_at", Moment, nullable=False),
    sa.Column("report", sa.Text, nullable=False),
    sa.Index("reports_by_time", "finished_at"),
)

WATCHES = sa.Table(
    "watches",
    METADATA,
    sa.Column("environment", sa.String(128), primary_key=True),
    sa.Column("version", sa.BigInteger, nullable=False),
    sa.Column("stepped_at", sa.Double, nullable=False),
    sa.Column("vitals", sa.Text, nullable=False),
    sa.Column("rest", sa.Text, nullable=False),
)

INCIDENTS = sa.Table(
    "incidents",
    METADATA,
    sa.Column("id", sa.String(160), primary_key=True),
    sa.Column("environment", sa.String(128), nullable=False),
    sa.Column("cause", sa.String(128), nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("severity", sa.Integer, nullable=False),
    sa.Column("opened_at", Moment, nullable=False),
    sa.Column("closed_at", Moment),
    sa.Column("record", sa.Text, nullable=False),
    sa.Index("incidents_by_time", "opened_at", "id"),
)

LEASES = sa.Table(
    "leases",
    METADATA,
    sa.Column("name", sa.String(128), primary_key=True),
    sa.Column("holder", sa.String(160), nullable=False),
    sa.Column("taken_at", Moment, nullable=False),
    sa.Column("until", Moment, nullable=False),
)

_NOT_WELL = sa.text("status > 0")

RESULTS = sa.Table(  # clustered by time within an environment: new rows meet on few pages, and old ones go together
    "results",
    METADATA,
    sa.Column("environment", sa.String(128), primary_key=True),
    sa.Column("at", sa.BigInteger, primary_key=True),
    sa.Column("service", sa.String(128), primary_key=True),
    sa.Column("status", sa.SmallInteger, nullable=False),
    sa.Column("ms", sa.Double),
    sa.Column("detail", sa.Text),
    sa.Column("cause", sa.String(128)),
    sa.Index("results_by_service", "environment", "service", "at"),
    # Troubles are few among many results; without an index of their own a page of them reads past all the others.
    sa.Index("troubles_by_time", "environment", "at", "service", sqlite_where=_NOT_WELL, postgresql_where=_NOT_WELL),
    sa.Index("troubles_by_service", "environment", "service", "at", sqlite_where=_NOT_WELL, postgresql_where=_NOT_WELL),
    sqlite_with_rowid=False,
)

ROLL_UPS = sa.Table(
    "roll_ups",
    METADATA,
    sa.Column("environment", sa.String(128), primary_key=True),
    sa.Column("span", sa.Integer, primary_key=True),
    sa.Column("at", sa.BigInteger, primary_key=True),
    sa.Column("service", sa.String(128), primary_key=True),
    sa.Column("ok", sa.Integer, nullable=False),
    sa.Column("failing", sa.Integer, nullable=False),
    sa.Column("unknown", sa.Integer, nullable=False),
    sa.Column("timed", sa.Integer, nullable=False),
    sa.Column("ms_sum", sa.Double, nullable=False),
    sa.Column("ms_max", sa.Double),
    sa.Index("roll_ups_by_service", "environment", "span", "service", "at"),
    sqlite_with_rowid=False,
)

PAUSES = sa.Table(
    "pauses",
    METADATA,
    sa.Column("environment", sa.String(128), primary_key=True),
    sa.Column("check", sa.String(64), primary_key=True),
    sa.Column("by", sa.String(64), nullable=False),
    sa.Column("at", Moment, nullable=False),
)

STACK_FILES = sa.Table(
    "stack_files",
    METADATA,
    sa.Column("name", sa.String(64), primary_key=True),
    sa.Column("digest", sa.String(64), nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
)

FALLBACKS = sa.Table(
    "fallbacks",
    METADATA,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("key", sa.String(160), nullable=False),
    sa.Column("sink", sa.String(64), nullable=False),
    sa.Column("incident", sa.String(160), nullable=False, index=True),
    sa.Column("tone", sa.String(16), nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("ends", sa.Boolean, nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("written_at", Moment, nullable=False),
    sa.Column("due_at", Moment, nullable=False),
    sa.UniqueConstraint("key", "sink", name="fallbacks_once"),
    sa.Index("fallbacks_by_sink", "sink", "state", "number"),
)
