"""What reading messages with a model has cost stands where all else does that models cost"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "INSERT INTO spending (scope, day, reserved, spent)"
        " SELECT account_id || '\\:memory', day, 0, tokens FROM memory_costs"
    )
    op.drop_table("memory_costs")


def downgrade() -> None:
    op.create_table(
        "memory_costs",
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("tokens", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_memory_costs_account_id_accounts"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", "day", name=op.f("pk_memory_costs")),
    )
    op.execute("DELETE FROM spending WHERE scope LIKE '%\\:memory'")
