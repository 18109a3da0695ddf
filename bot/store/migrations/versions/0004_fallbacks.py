"""What other services than Slack were told."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table of the fallback."""
    op.create_table(
        "fallbacks",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("key", sa.String(160), nullable=False),
        sa.Column("sink", sa.String(64), nullable=False),
        sa.Column("incident", sa.String(160), nullable=False),
        sa.Column("tone", sa.String(16), nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("ends", sa.Boolean, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("key", "sink", name="fallbacks_once"),
    )
    op.create_index("ix_fallbacks_incident", "fallbacks", ["incident"])
    op.create_index("fallbacks_by_sink", "fallbacks", ["sink", "state", "number"])


def downgrade() -> None:
    """Drop it again."""
    op.drop_table("fallbacks")
