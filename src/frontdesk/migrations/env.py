"""Runs migrations on the connection that `storage.migrate` hands over."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

import frontdesk.migrations.tables  # noqa: F401  # fills the metadata that autogenerate and `check` compare with
from frontdesk.storage.base import Json, UtcTime, metadata


def _render(kind: str, item: Any, _: AutogenContext) -> str | Literal[False]:
    """Our column types are written as what they store, so that old migrations need nothing of today's code."""
    if kind == "type" and isinstance(item, UtcTime):
        return "sa.BigInteger()"
    if kind == "type" and isinstance(item, Json):
        return "sa.Text()"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    render_item=_render,
    compare_type=False,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
