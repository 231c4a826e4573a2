"""One person's memories as arrays, to be ranked: what is compared of each, and nothing that is shown.

A process keeps the shelves that it was asked for last. Each is true to what the transaction sees: rows of a newer
revision are read and put in the place of theirs, and after an erasure the shelf is read anew.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import numpy as np
import orjson
from numpy.typing import NDArray

from frontdesk.kit.ids import AccountId
from frontdesk.kit.languages import Language
from frontdesk.memory.finding.names import Names
from frontdesk.memory.memories import Kind, MemoryId, Scope, Status
from frontdesk.retrieval import meaning, speech, terms
from frontdesk.retrieval.lexical import Texts
from frontdesk.storage.session import Row, Sql, Tx

Floats = NDArray[np.float32]
Places = NDArray[np.int32]

STATUSES = tuple(Status)
KINDS = tuple(Kind)
NEVER = int(np.iinfo(np.int64).max)

# Times are microseconds; `chat` and `speaker` are -1 where there is none.
_COLUMNS = np.dtype(
    [
        ("alive", np.bool_), ("status", np.int8), ("kind", np.int8), ("importance", np.float32), ("said", np.int64),
        ("seen", np.int64), ("ends", np.int64), ("asks", np.bool_), ("speaker", np.int32), ("chat", np.int32),
        ("place", np.int64), ("meant", np.bool_), ("confidence", np.float32), ("asking", np.float32),
    ]
)  # fmt: skip
# A shelf of which that share was replaced is read anew.
_WORN = 0.25
_WORN_AT_LEAST = 500
_BYTES_A_ROW = 210

# How often it is looked whether those whose shelves are kept are still there, in seconds.
_LOOK = 60.0

_THERE = Sql(
    "SELECT account_id FROM memory_shelves WHERE account_id IN (SELECT value FROM json_each(:owners))",
    postgresql="SELECT account_id FROM memory_shelves"
    " WHERE account_id IN (SELECT json_array_elements_text(CAST(:owners AS json)))",
)
_REVISIONS = Sql("SELECT revision, rebuilt FROM memory_shelves WHERE account_id = :owner")
_ROWS = Sql(
    "SELECT m.id, m.content, m.language, m.status, m.kind, m.importance, m.said_at, m.last_seen_at, m.valid_to,"
    " m.expires_at, m.source_chat, m.place, m.speaker, m.terms, m.terms_version, m.confidence, v.vector, v.context"
    " FROM memories m LEFT JOIN memory_vectors v ON v.memory_id = m.id AND v.model = :model"
    " WHERE m.account_id = :owner AND m.revision > :seen"
)


class Shelf:
    """Rows in the order of `ids`; one that was replaced is no longer `alive`."""

    def __init__(self, model: str | None, revision: int) -> None:
        self.model = model
        self.revision = revision
        self.ids: list[MemoryId] = []
        self.names = Names()
        self.texts = Texts()
        self.columns = np.zeros(0, _COLUMNS)
        self.vectors: Floats = np.zeros((0, 0), np.float32)
        # the row said next before and after in the same chat; -1: none
        self.before: Places = np.zeros(0, np.int32)
        self.after: Places = np.zeros(0, np.int32)
        # rows that belong to a chat, chat by chat, and where in them each chat begins
        self.chatted: Places = np.zeros(0, np.int32)
        self.begins: Places = np.zeros(0, np.int32)
        self._row_of: dict[MemoryId, int] = {}
        self._chats: dict[str, int] = {}
        self._speakers: dict[str, int] = {}

    @property
    def size(self) -> int:
        """In bytes."""
        return self.vectors.nbytes + self.texts.size + _BYTES_A_ROW * len(self.ids)

    @property
    def is_worn(self) -> bool:
        gone = len(self.ids) - len(self._row_of)
        return gone > max(_WORN * len(self.ids), _WORN_AT_LEAST)

    def add(self, rows: Sequence[Row]) -> None:
        """New memories, and what others have become."""
        first = len(self.ids)
        columns = np.zeros(len(rows), _COLUMNS)
        for place, row in enumerate(rows):
            columns[place] = self._column(row)
            former = self._row_of.get(row[0])
            if former is not None:
                self.columns["alive"][former] = False
            self._row_of[row[0]] = first + place
        self.ids += [row[0] for row in rows]
        self.columns = np.concatenate((self.columns, columns))
        self.texts.add([_packed(row) for row in rows])
        self._add_vectors([_vector(row) for row in rows])
        self._join()

    def _column(self, row: Row) -> tuple[object, ...]:
        _, content, _, status, kind, importance, said, seen, valid_to, expires, chat, place, speaker, *_ = row
        return (
            True,
            STATUSES.index(status),
            KINDS.index(kind),
            importance,
            said,
            seen,
            min((moment for moment in (valid_to, expires) if moment is not None), default=NEVER),
            speech.is_question(content),
            self._speaker(speaker),
            -1 if chat is None else self._chats.setdefault(chat, len(self._chats)),
            place,
            row[-2] is not None,
            row[15],
            speech.asking(content),
        )

    def _speaker(self, name: str | None) -> int:
        if not name:
            return -1
        if name not in self._speakers:
            self._speakers[name] = len(self._speakers)
            self.names.add(name)
        return self._speakers[name]

    def _add_vectors(self, found: list[Floats | None]) -> None:
        width = next((len(one) for one in found if one is not None), self.vectors.shape[1])
        if width != self.vectors.shape[1]:
            self.vectors = np.zeros((len(self.vectors), width), np.float32)
        fresh = np.zeros((len(found), width), np.float32)
        for place, one in enumerate(found):
            if one is not None and len(one) == width:
                fresh[place] = one
        self.vectors = np.concatenate((self.vectors, fresh))

    def _join(self) -> None:
        self.before = np.full(len(self.ids), -1, np.int32)
        self.after = np.full(len(self.ids), -1, np.int32)
        chats = self.columns["chat"]
        said = np.flatnonzero(self.columns["alive"] & (chats >= 0))
        order = said[np.lexsort((self.columns["place"][said], chats[said]))].astype(np.int32)
        follows = chats[order[1:]] == chats[order[:-1]]
        self.before[order[1:][follows]] = order[:-1][follows]
        self.after[order[:-1][follows]] = order[1:][follows]
        self.chatted = order
        self.begins = np.flatnonzero(np.append(True, ~follows)[: len(order)]).astype(np.int32)


class _Kept:
    __slots__ = ("lock", "shelf")

    def __init__(self, shelf: Shelf) -> None:
        self.lock = threading.Lock()
        self.shelf = shelf


class Shelves:
    """One a process, for any thread. `most_bytes` bounds what is kept between questions."""

    def __init__(self, *, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._kept: OrderedDict[AccountId, _Kept] = OrderedDict()
        self._lock = threading.Lock()
        self._looks_at = time.monotonic() + _LOOK

    @property
    def owners(self) -> list[AccountId]:
        """Whose are kept."""
        with self._lock:
            return list(self._kept)

    def drop(self, owner: AccountId) -> None:
        """The account is gone, and nothing of it shall be kept."""
        with self._lock:
            self._kept.pop(owner, None)

    def drop_gone(self, tx: Tx) -> None:
        """The same for all who have gone by way of another process."""
        owners = self.owners
        there = {row[0] for row in tx.run(_THERE, owners=orjson.dumps(owners).decode())}
        for owner in owners:
            if owner not in there:
                self.drop(owner)

    @contextmanager
    def of(self, tx: Tx, scope: Scope, model: str | None) -> Iterator[Shelf]:
        """The person's shelf with the vectors of `model`, fresh, the caller's alone until the block ends. Not for a
        transaction that has itself written memories: were it rolled back, others would be shown what never was."""
        if time.monotonic() > self._looks_at:
            self._looks_at = time.monotonic() + _LOOK
            self.drop_gone(tx)
        revision, rebuilt = tx.one(_REVISIONS, owner=scope.owner) or (0, 0)
        with self._lock:
            kept = self._kept.setdefault(scope.owner, _Kept(Shelf(model, 0)))
        with kept.lock:
            shelf = kept.shelf
            if shelf.model != model or rebuilt > shelf.revision or shelf.is_worn:
                shelf = kept.shelf = Shelf(model, 0)
            if revision > shelf.revision:
                rows = tx.run(_ROWS, owner=scope.owner, model=model or "", seen=shelf.revision)
                if rows:
                    shelf.add(rows)
                shelf.revision = revision
            self._keep(scope.owner, kept)
            yield shelf

    def _keep(self, owner: AccountId, kept: _Kept) -> None:
        with self._lock:
            self._kept[owner] = kept
            self._kept.move_to_end(owner)
            while len(self._kept) > 1 and sum(one.shelf.size for one in self._kept.values()) > self._most_bytes:
                self._kept.popitem(last=False)


def _packed(row: Row) -> bytes:
    packed, version = row[13], row[14]
    return bytes(packed) if version == terms.VERSION else terms.pack(row[1], Language(row[2]))


def _vector(row: Row) -> Floats | None:
    """Of the memory, and where something was said before it, half of that and half of both together."""
    alone, within = row[-2], row[-1]
    if alone is None:
        return None
    vector = meaning.unpack(bytes(alone))
    return vector if within is None else meaning.unit(vector + meaning.unpack(bytes(within)))
