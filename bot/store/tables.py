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
