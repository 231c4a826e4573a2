"""The index that a process keeps, and how it stays true to what is stored."""

import threading
from dataclasses import dataclass

from frontdesk.knowledge import entries
from frontdesk.knowledge.index import Index
from frontdesk.storage import versions
from frontdesk.storage.session import Tx


@dataclass(frozen=True, slots=True)
class _Kept:
    version: int
    index: Index


class Search:
    """One a process. Costs one small read a question; builds anew only after an entry was written, by whomever."""

    def __init__(self) -> None:
        self._kept: _Kept | None = None
        self._building = threading.Lock()

    def fresh(self, tx: Tx) -> Index:
        """The index of all active entries as `tx` sees them. Not for a transaction that has itself written entries:
        were it rolled back, others would be answered from what never was."""
        # The version is read before the entries: an entry that arrives in between is built in and found to be newer.
        version = versions.current(tx, entries.TOPIC)
        kept = self._kept
        if kept is not None and kept.version == version:
            return kept.index
        with self._building:
            kept = self._kept
            if kept is None or kept.version != version:
                kept = _Kept(version, Index(entries.active(tx)))
                self._kept = kept
            return kept.index
