"""Memories say themselves what their vectors are of"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("memories", schema=None) as batch_op:
        batch_op.add_column(sa.Column("embedded_as", sa.Text(), nullable=True))
        batch_op.drop_index(batch_op.f("ix_memories_source_chat"))
        batch_op.create_index(
            batch_op.f("ix_memories_account_id_source_chat_place"), ["account_id", "source_chat", "place"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_memories_account_id_embedded_as_status"),
            ["account_id", "embedded_as", "status"],
            unique=False,
        )
    op.execute(
        "UPDATE memories SET embedded_as = (SELECT v.model FROM memory_vectors v WHERE v.memory_id = memories.id)"
    )


def downgrade() -> None:
    with op.batch_alter_table("memories", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_memories_account_id_embedded_as_status"))
        batch_op.drop_index(batch_op.f("ix_memories_account_id_source_chat_place"))
        batch_op.create_index(batch_op.f("ix_memories_source_chat"), ["source_chat"], unique=False)
        batch_op.drop_column("embedded_as")
