"""memories"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "memories",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("importance", sa.Float(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("contexts", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=True),
        sa.Column("source_chat", sa.Text(), nullable=True),
        sa.Column("source_message", sa.BigInteger(), nullable=True),
        sa.Column("quote_start", sa.Integer(), nullable=True),
        sa.Column("quote_end", sa.Integer(), nullable=True),
        sa.Column("speaker", sa.Text(), nullable=True),
        sa.Column("said_at", sa.BigInteger(), nullable=False),
        sa.Column("place", sa.BigInteger(), nullable=False),
        sa.Column("attribute", sa.Text(), nullable=True),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("is_negated", sa.Boolean(), nullable=False),
        sa.Column("valid_from", sa.BigInteger(), nullable=False),
        sa.Column("valid_to", sa.BigInteger(), nullable=True),
        sa.Column("superseded_by", sa.Text(), nullable=True),
        sa.Column("expires_at", sa.BigInteger(), nullable=True),
        sa.Column("expiry_reason", sa.Text(), nullable=True),
        sa.Column("is_private", sa.Boolean(), nullable=False),
        sa.Column("merged_into", sa.Text(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("verified_at", sa.BigInteger(), nullable=True),
        sa.Column("last_seen_at", sa.BigInteger(), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=True),
        sa.Column("use_count", sa.Integer(), nullable=False),
        sa.Column("terms", sa.LargeBinary(), nullable=False),
        sa.Column("terms_version", sa.Integer(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_memories_account_id_accounts"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_memories")),
    )
    with op.batch_alter_table("memories", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_memories_account_id_attribute"), ["account_id", "attribute"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_memories_account_id_fingerprint"), ["account_id", "fingerprint"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_memories_account_id_revision"), ["account_id", "revision"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_memories_account_id_status_importance_created_at"),
            ["account_id", "status", "importance", "created_at"],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_memories_source_chat"), ["source_chat"], unique=False)
        batch_op.create_index(batch_op.f("ix_memories_status_expires_at"), ["status", "expires_at"], unique=False)

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
    op.create_table(
        "memory_shelves",
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("rebuilt", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_memory_shelves_account_id_accounts"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_memory_shelves")),
    )
    op.create_table(
        "memory_history",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("memory_id", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("feedback", sa.Text(), nullable=True),
        sa.Column("former", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["memory_id"], ["memories.id"], name=op.f("fk_memory_history_memory_id_memories"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_memory_history")),
    )
    with op.batch_alter_table("memory_history", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_memory_history_memory_id"), ["memory_id"], unique=False)

    op.create_table(
        "memory_links",
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("target_id", sa.Text(), nullable=False),
        sa.Column("relation", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_memory_links_account_id_accounts"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["source_id"], ["memories.id"], name=op.f("fk_memory_links_source_id_memories"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["target_id"], ["memories.id"], name=op.f("fk_memory_links_target_id_memories"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("source_id", "target_id", "relation", name=op.f("pk_memory_links")),
    )
    with op.batch_alter_table("memory_links", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_memory_links_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_memory_links_target_id"), ["target_id"], unique=False)

    op.create_table(
        "memory_shares",
        sa.Column("memory_id", sa.Text(), nullable=False),
        sa.Column("reader_id", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["memory_id"], ["memories.id"], name=op.f("fk_memory_shares_memory_id_memories"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["reader_id"], ["accounts.id"], name=op.f("fk_memory_shares_reader_id_accounts"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("memory_id", "reader_id", name=op.f("pk_memory_shares")),
    )
    with op.batch_alter_table("memory_shares", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_memory_shares_reader_id"), ["reader_id"], unique=False)

    op.create_table(
        "memory_vectors",
        sa.Column("memory_id", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.Column("context", sa.LargeBinary(), nullable=True),
        sa.Column("tokens", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_memory_vectors_account_id_accounts"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["memory_id"], ["memories.id"], name=op.f("fk_memory_vectors_memory_id_memories"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("memory_id", name=op.f("pk_memory_vectors")),
    )
    with op.batch_alter_table("memory_vectors", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_memory_vectors_account_id_model"), ["account_id", "model"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("memory_vectors", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_memory_vectors_account_id_model"))

    op.drop_table("memory_vectors")
    with op.batch_alter_table("memory_shares", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_memory_shares_reader_id"))

    op.drop_table("memory_shares")
    with op.batch_alter_table("memory_links", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_memory_links_target_id"))
        batch_op.drop_index(batch_op.f("ix_memory_links_account_id"))

    op.drop_table("memory_links")
    with op.batch_alter_table("memory_history", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_memory_history_memory_id"))

    op.drop_table("memory_history")
    op.drop_table("memory_shelves")
    op.drop_table("memory_costs")
    with op.batch_alter_table("memories", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_memories_status_expires_at"))
        batch_op.drop_index(batch_op.f("ix_memories_source_chat"))
        batch_op.drop_index(batch_op.f("ix_memories_account_id_status_importance_created_at"))
        batch_op.drop_index(batch_op.f("ix_memories_account_id_revision"))
        batch_op.drop_index(batch_op.f("ix_memories_account_id_fingerprint"))
        batch_op.drop_index(batch_op.f("ix_memories_account_id_attribute"))

    op.drop_table("memories")
