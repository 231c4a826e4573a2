"""Replies whose process died while it wrote them."""

from datetime import datetime

from frontdesk.conversations import replies
from frontdesk.storage import spending
from frontdesk.storage.session import Tx
from frontdesk.storage.spending import Promise


def settle(tx: Tx, now: datetime) -> None:
    """They become incomplete, and what was promised to them counts as spent."""
    for orphan in replies.abandon_dead(tx, now):
        if orphan.reserved and orphan.reserved_on:
            promise = Promise(spending.scopes(orphan.account_id), orphan.reserved_on, orphan.reserved)
            spending.settle(tx, promise, orphan.reserved)
