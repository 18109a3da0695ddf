"""Commands, posts and reports."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the first three tables."""
    op.create_table(
        "commands",
        sa.Column("run", sa.String(64), primary_key=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("payload", sa.Text, nullable=False),
        sa.Column("started", sa.Boolean, nullable=False),
    )
    op.create_table(
        "posts",
        sa.Column("key", sa.String(160), primary_key=True),
        sa.Column("run", sa.String(64), nullable=False, index=True),
        sa.Column("channel", sa.String(64), nullable=False),
        sa.Column("thread", sa.String(32)),
        sa.Column("intended_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ts", sa.String(32)),
    )
    op.create_table(
        "reports",
        sa.Column("run", sa.String(64), primary_key=True),
        sa.Column("capability", sa.String(64), nullable=False),
        sa.Column("environment", sa.String(128), nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("headline", sa.Text, nullable=False),
        sa.Column("thread", sa.String(96), index=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("report", sa.Text, nullable=False),
    )
    op.create_index("reports_by_time", "reports", ["finished_at"])


def downgrade() -> None:
    """Drop them again."""
    for table in ("reports", "posts", "commands"):
        op.drop_table(table)
