"""Results of checks, their roll-ups, paused checks, and which stack file was told of last."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables of the schedule."""
    op.create_table(
        "results",
        sa.Column("environment", sa.String(128), primary_key=True),
        sa.Column("at", sa.BigInteger, primary_key=True),
        sa.Column("service", sa.String(128), primary_key=True),
        sa.Column("status", sa.SmallInteger, nullable=False),
        sa.Column("ms", sa.Double),
        sa.Column("detail", sa.Text),
        sa.Column("cause", sa.String(128)),
        sqlite_with_rowid=False,
    )
    op.create_index("results_by_service", "results", ["environment", "service", "at"])
    for name, columns in (
        ("troubles_by_time", ["environment", "at", "service"]),
        ("troubles_by_service", ["environment", "service", "at"]),
    ):
        not_well = sa.text("status > 0")
        op.create_index(name, "results", columns, sqlite_where=not_well, postgresql_where=not_well)
    op.create_table(
        "roll_ups",
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
        sqlite_with_rowid=False,
    )
    op.create_index("roll_ups_by_service", "roll_ups", ["environment", "span", "service", "at"])
    op.create_table(
        "pauses",
        sa.Column("environment", sa.String(128), primary_key=True),
        sa.Column("check", sa.String(64), primary_key=True),
        sa.Column("by", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "stack_files",
        sa.Column("name", sa.String(64), primary_key=True),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
    )


def downgrade() -> None:
    """Drop them again."""
    for table in ("stack_files", "pauses", "roll_ups", "results"):
        op.drop_table(table)
