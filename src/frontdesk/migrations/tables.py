"""Every package's tables, gathered for Alembic."""

import frontdesk.booking.models
import frontdesk.conversations.models
import frontdesk.identity.models
import frontdesk.knowledge.models
import frontdesk.memory.models
import frontdesk.notifications.models
import frontdesk.storage.models  # noqa: F401  # fills the metadata
