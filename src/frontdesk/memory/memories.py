"""What a memory is, and where the table is written, many rows at once in bulk.py; vectors.py raises a row's revision
when its vector is made. What a memory was before is history.py's.

Whoever writes raises the revision of the person's shelf in the same transaction, so that every process sees it at its
next search (shelf.py). All statements here name the owner. What another has shared is found in privacy.py alone.
"""

import hashlib
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, NewType

import orjson

from frontdesk.kit.clock import from_micros, to_micros
from frontdesk.kit.errors import NotFound
from frontdesk.kit.ids import AccountId, ConversationId, new_id
from frontdesk.kit.languages import Language
from frontdesk.kit.text import ascii_digits, normalise
from frontdesk.memory.models import memories as table
from frontdesk.memory.models import memory_vectors
from frontdesk.retrieval import terms
from frontdesk.storage import outbox
from frontdesk.storage.session import Row, Sql, Tx

MemoryId = NewType("MemoryId", str)

LONGEST = 2_000
# Jobs of this kind make the vectors of one person's memories that have none.
EMBED = "memory.embed"


class MemoryNotFound(NotFound):
    code = "memory_not_found"
    detail = "Memory not found"


class Kind(StrEnum):
    PREFERENCE = "preference"
    FACT = "fact"
    TOPIC = "topic"
    RELATIONSHIP = "relationship"
    GOAL = "goal"
    EXPERIENCE = "experience"


class Status(StrEnum):
    PENDING = "pending"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    MERGED = "merged"
    # over: its date has come, or something newer is true instead (`superseded_by`)
    EXPIRED = "expired"


class Origin(StrEnum):
    PERSON = "person"
    MESSAGE = "message"
    IMPORT = "import"
    MERGE = "merge"


# What people see unless they ask for more.
SHOWN = (Status.CONFIRMED, Status.PENDING)


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose memories. There is no default and no "everybody"."""

    owner: AccountId


@dataclass(frozen=True, slots=True)
class Source:
    """Where it was said. `start` and `end` are characters of that message; `quote` are the words between them."""

    quote: str | None = None
    chat: ConversationId | None = None
    message: int | None = None
    start: int | None = None
    end: int | None = None
    speaker: str | None = None


@dataclass(frozen=True, slots=True)
class About:
    """What it is about: two memories of one attribute with other values may not both be true."""

    attribute: str | None = None
    value: str | None = None
    is_negated: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """Validated at the rim: `content` is trimmed, storable, 1…2,000 characters; numbers are 0…1.

    `said_at` and `valid_from` None: now. `place` orders what one source said; None: by time.
    """

    content: str
    kind: Kind
    importance: float = 0.5
    confidence: float = 1.0
    status: Status = Status.CONFIRMED
    origin: Origin = Origin.PERSON
    language: Language = Language.EN
    contexts: tuple[str, ...] = ()
    source: Source = Source()
    about: About = About()
    said_at: datetime | None = None
    place: int | None = None
    valid_from: datetime | None = None
    valid_to: datetime | None = None
    expires_at: datetime | None = None
    expiry_reason: str | None = None
    is_private: bool = False


@dataclass(frozen=True, slots=True)
class Memory:
    id: MemoryId
    owner: AccountId
    content: str
    kind: Kind
    status: Status
    importance: float
    confidence: float
    language: Language
    contexts: tuple[str, ...]
    origin: Origin
    source: Source
    said_at: datetime
    place: int
    about: About
    valid_from: datetime
    valid_to: datetime | None
    superseded_by: MemoryId | None
    expires_at: datetime | None
    expiry_reason: str | None
    is_private: bool
    merged_into: MemoryId | None
    created_at: datetime
    updated_at: datetime
    verified_at: datetime | None
    last_seen_at: datetime
    used_at: datetime | None
    use_count: int


NAMES = (
    "id", "account_id", "content", "kind", "status", "importance", "confidence", "language", "contexts", "origin",
    "quote", "source_chat", "source_message", "quote_start", "quote_end", "speaker", "said_at", "place", "attribute",
    "value", "is_negated", "valid_from", "valid_to", "superseded_by", "expires_at", "expiry_reason", "is_private",
    "merged_into", "created_at", "updated_at", "verified_at", "last_seen_at", "used_at", "use_count",
)  # fmt: skip
COLUMNS = tuple(table.c[name] for name in NAMES)
_LISTED = ", ".join(NAMES)
_ADD = Sql(
    f"INSERT INTO memories ({_LISTED}, fingerprint, terms, terms_version, revision)"  # noqa: S608  # constants only
    f" VALUES ({', '.join(f':{name}' for name in NAMES)}, :fingerprint, :terms, :terms_version, :revision)"
)
_READ = f"SELECT {_LISTED} FROM memories WHERE account_id = :owner"  # noqa: S608  # constants only
_GET = Sql(f"{_READ} AND id = :id")
# By their ids: without the sign SQLite would rather read all that is of this account.
_PRESENT = Sql(
    f"SELECT {_LISTED} FROM memories"  # noqa: S608  # constants only
    " WHERE id IN (SELECT value FROM json_each(:ids)) AND +account_id = :owner",
    postgresql=f"{_READ} AND id IN (SELECT json_array_elements_text(CAST(:ids AS json)))",
)
_SAME = Sql(
    f"{_READ} AND fingerprint = :fingerprint"
    " ORDER BY CASE status WHEN 'confirmed' THEN 0 WHEN 'pending' THEN 1 WHEN 'rejected' THEN 2 ELSE 3 END LIMIT 1"
)
_SEEN = Sql("UPDATE memories SET last_seen_at = :now, revision = :revision WHERE id = :id AND account_id = :owner")
_USED = Sql("UPDATE memories SET used_at = :now, use_count = use_count + 1 WHERE id = :id AND account_id = :owner")
_OWNER = Sql(
    "SELECT 1 FROM accounts WHERE id = :owner", postgresql="SELECT 1 FROM accounts WHERE id = :owner FOR KEY SHARE"
)
# Takes the person's row, so writers of one shelf follow one another and revisions are seen in their order.
_RAISE = Sql(
    "INSERT INTO memory_shelves (account_id, revision, rebuilt) VALUES (:owner, 1, 0)"
    " ON CONFLICT (account_id) DO UPDATE SET revision = memory_shelves.revision + 1 RETURNING revision"
)
_REVISION = Sql("SELECT revision FROM memory_shelves WHERE account_id = :owner")
_REBUILD = Sql("UPDATE memory_shelves SET rebuilt = revision WHERE account_id = :owner")


def fingerprint(content: str) -> str:
    """The same for statements that differ only in case, blanks, punctuation and emoji."""
    folded = ascii_digits(normalise(content)).casefold()
    kept = "".join(char if unicodedata.category(char)[0] in "LNM" else " " for char in folded)
    # of signs alone nothing is left: then the signs are the statement
    return hashlib.sha256((" ".join(kept.split()) or folded).encode()).hexdigest()[:32]


def has_owner(tx: Tx, scope: Scope) -> bool:
    """False once the account is erased; else it stays until the transaction has ended. For jobs, which come late."""
    return tx.one(_OWNER, owner=scope.owner) is not None


def raise_revision(tx: Tx, scope: Scope) -> int:
    row = tx.one(_RAISE, owner=scope.owner)
    if row is None:
        raise AssertionError("an upsert answers")
    return int(row[0])


def revision(tx: Tx, scope: Scope) -> int:
    """Of the person's shelf; 0 before anything was written there."""
    row = tx.one(_REVISION, owner=scope.owner)
    return 0 if row is None else int(row[0])


def forget_shelf(tx: Tx, scope: Scope) -> None:
    """After rows were erased: processes that keep this person's memories read them anew."""
    raise_revision(tx, scope)
    tx.run(_REBUILD, owner=scope.owner)


def add(tx: Tx, scope: Scope, draft: Draft, now: datetime) -> Memory:
    """A new row, whatever there is already: who asks looks for `same` first."""
    values = row(_made(scope, draft, now))
    tx.run(
        _ADD,
        **dict(zip(NAMES, values, strict=True)),
        fingerprint=fingerprint(draft.content),
        terms=terms.pack(draft.content, draft.language),
        terms_version=terms.VERSION,
        revision=raise_revision(tx, scope),
    )
    outbox.enqueue(tx, EMBED, {"owner": scope.owner}, now=now)
    return memory(values)


def _made(scope: Scope, draft: Draft, now: datetime) -> Memory:
    said = draft.said_at or now
    return Memory(
        id=MemoryId(new_id()), owner=scope.owner, content=draft.content, kind=draft.kind, status=draft.status,
        importance=draft.importance, confidence=draft.confidence, language=draft.language, contexts=draft.contexts,
        origin=draft.origin, source=draft.source, said_at=said,
        place=to_micros(said) if draft.place is None else draft.place, about=draft.about,
        valid_from=draft.valid_from or said, valid_to=draft.valid_to, superseded_by=None, expires_at=draft.expires_at,
        expiry_reason=draft.expiry_reason, is_private=draft.is_private, merged_into=None, created_at=now,
        updated_at=now, verified_at=now if draft.status is Status.CONFIRMED else None, last_seen_at=now, used_at=None,
        use_count=0,
    )  # fmt: skip


def get(tx: Tx, scope: Scope, memory_id: str) -> Memory:
    row = tx.one(_GET, id=memory_id, owner=scope.owner)
    if row is None:
        raise MemoryNotFound
    return memory(row)


def several(tx: Tx, scope: Scope, ids: Sequence[str]) -> list[Memory]:
    """In the order of `ids`. MemoryNotFound if one of them is not there."""
    found = present(tx, scope, ids)
    if any(one not in found for one in ids):
        raise MemoryNotFound
    return [found[MemoryId(one)] for one in dict.fromkeys(ids)]


def present(tx: Tx, scope: Scope, ids: Iterable[str]) -> dict[MemoryId, Memory]:
    """Those of `ids` that are there."""
    rows = tx.run(_PRESENT, ids=orjson.dumps(list(ids)).decode(), owner=scope.owner)
    return {row[0]: memory(row) for row in rows}


def same(tx: Tx, scope: Scope, content: str) -> Memory | None:
    """The memory that makes this statement already, in whatever state; a confirmed one before others."""
    row = tx.one(_SAME, owner=scope.owner, fingerprint=fingerprint(content))
    return memory(row) if row else None


def store(tx: Tx, scope: Scope, before: Memory, one: Memory, now: datetime) -> None:
    """In place of `before`, which history.py has kept. What other words mean is made anew by a job."""
    values = {name: value for name, value in zip(NAMES, row(one), strict=True) if name not in ("id", "account_id")}
    if (one.content, one.language) != (before.content, before.language):
        # Dear, and most decisions leave the words as they are.
        values |= {
            "fingerprint": fingerprint(one.content),
            "terms": terms.pack(one.content, one.language),
            "terms_version": terms.VERSION,
        }
    if one.content != before.content:
        values["embedded_as"] = None
    tx.execute(
        table.update()
        .where(table.c.id == one.id, table.c.account_id == scope.owner)
        .values(**values, revision=raise_revision(tx, scope))
    )
    if one.content != before.content:
        tx.execute(memory_vectors.delete().where(memory_vectors.c.memory_id == one.id))
        outbox.enqueue(tx, EMBED, {"owner": scope.owner}, now=now)


def seen(tx: Tx, scope: Scope, memory_id: MemoryId, now: datetime) -> None:
    """The person said it again."""
    tx.run(_SEEN, id=memory_id, owner=scope.owner, now=to_micros(now), revision=raise_revision(tx, scope))


def used(tx: Tx, scope: Scope, ids: Iterable[MemoryId], now: datetime) -> None:
    """A reply rests on them. Counted without a new revision: it changes no ranking that anybody would notice."""
    for one in sorted(ids):  # so that two replies that use the same ones wait for each other, and not in a circle
        tx.run(_USED, id=one, owner=scope.owner, now=to_micros(now))


def in_other_words(one: Memory, content: str) -> Memory:
    """With what it says now, and without the words that were quoted: they belong to the former statement."""
    if content == one.content:
        return one
    return replace(one, content=content, source=replace(one.source, quote=None, start=None, end=None))


def row(one: Memory) -> tuple[Any, ...]:
    """Its columns, in the order of COLUMNS."""
    source = one.source
    return (
        one.id, one.owner, one.content, one.kind.value, one.status.value, one.importance, one.confidence,
        one.language.value, orjson.dumps(one.contexts).decode(), one.origin.value, source.quote, source.chat,
        source.message, source.start, source.end, source.speaker, to_micros(one.said_at), one.place,
        one.about.attribute, one.about.value, one.about.is_negated, to_micros(one.valid_from), _micros(one.valid_to),
        one.superseded_by, _micros(one.expires_at), one.expiry_reason, one.is_private, one.merged_into,
        to_micros(one.created_at), to_micros(one.updated_at), _micros(one.verified_at), to_micros(one.last_seen_at),
        _micros(one.used_at), one.use_count,
    )  # fmt: skip


def memory(row: Row) -> Memory:
    """From the columns in the order of COLUMNS."""
    (
        memory_id, owner, content, kind, status, importance, confidence, language, contexts, origin, quote, chat,
        message, start, end, speaker, said_at, place, attribute, value, is_negated, valid_from, valid_to, superseded_by,
        expires_at, expiry_reason, is_private, merged_into, created_at, updated_at, verified_at, last_seen_at, used_at,
        use_count,
    ) = row  # fmt: skip
    return Memory(
        memory_id, owner, content, Kind(kind), Status(status), importance, confidence, Language(language),
        tuple(orjson.loads(contexts)), Origin(origin), Source(quote, chat, message, start, end, speaker),
        from_micros(said_at), place, About(attribute, value, bool(is_negated)), from_micros(valid_from),
        _moment(valid_to), superseded_by, _moment(expires_at), expiry_reason, bool(is_private), merged_into,
        from_micros(created_at), from_micros(updated_at), _moment(verified_at), from_micros(last_seen_at),
        _moment(used_at), use_count,
    )  # fmt: skip


def _micros(moment: datetime | None) -> int | None:
    return None if moment is None else to_micros(moment)


def _moment(micros: int | None) -> datetime | None:
    return None if micros is None else from_micros(micros)
