"""The entries of the knowledge base: what a business wrote about itself, each in one language.

Every write raises the version of "knowledge", so that each process notices before it answers the next question.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, insert, select
from sqlalchemy import delete as sql_delete
from sqlalchemy import update as sql_update

from frontdesk.kit.errors import NotFound
from frontdesk.kit.ids import EntryId, new_id
from frontdesk.kit.languages import Language
from frontdesk.kit.pagination import Page, Paging
from frontdesk.kit.text import normalise
from frontdesk.knowledge.models import entries, vectors
from frontdesk.storage import outbox, versions
from frontdesk.storage.session import Row, Tx

TOPIC = "knowledge"
# The job that makes vectors of entries that have none.
EMBED = "knowledge.embed"

_COLUMNS = (
    entries.c.id,
    entries.c.title,
    entries.c.content,
    entries.c.category,
    entries.c.language,
    entries.c.is_active,
    entries.c.created_at,
    entries.c.updated_at,
)


class EntryNotFound(NotFound):
    detail = "Knowledge entry not found"


@dataclass(frozen=True, slots=True)
class EntryDraft:
    """Validated at the rim: title and content are not empty. `content` is plain text and is never interpreted."""

    title: str
    content: str
    category: str
    language: Language
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class EntryChange:
    """What is None stays as it is."""

    title: str | None = None
    content: str | None = None
    category: str | None = None
    language: Language | None = None
    is_active: bool | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    id: EntryId
    title: str
    content: str
    category: str
    language: Language
    is_active: bool
    created_at: datetime
    updated_at: datetime


def create(tx: Tx, draft: EntryDraft, *, now: datetime) -> EntryId:
    entry_id = EntryId(new_id())
    tx.execute(
        insert(entries).values(
            id=entry_id,
            title=draft.title,
            content=draft.content,
            category=draft.category,
            language=draft.language.value,
            is_active=draft.is_active,
            created_at=now,
            updated_at=now,
        )
    )
    versions.bump(tx, TOPIC)
    outbox.enqueue(tx, EMBED, {}, now=now)
    return entry_id


def get(tx: Tx, entry_id: str) -> Entry:
    row = tx.execute(select(*_COLUMNS).where(entries.c.id == entry_id)).first()
    if row is None:
        raise EntryNotFound
    return _entry(tuple(row))


def update(tx: Tx, entry_id: str, change: EntryChange, *, now: datetime) -> Entry:
    values: dict[str, object] = {
        name: value
        for name, value in (
            ("title", change.title),
            ("content", change.content),
            ("category", change.category),
            ("language", None if change.language is None else change.language.value),
            ("is_active", change.is_active),
        )
        if value is not None
    }
    changed = tx.execute(sql_update(entries).where(entries.c.id == entry_id).values(updated_at=now, **values))
    if not changed.rowcount:
        raise EntryNotFound
    tx.execute(sql_delete(vectors).where(vectors.c.entry_id == entry_id))
    versions.bump(tx, TOPIC)
    outbox.enqueue(tx, EMBED, {}, now=now)
    return get(tx, entry_id)


def delete(tx: Tx, entry_id: str) -> None:
    if not tx.execute(sql_delete(entries).where(entries.c.id == entry_id)).rowcount:
        raise EntryNotFound
    versions.bump(tx, TOPIC)


def listing(
    tx: Tx,
    *,
    language: Language | None = None,
    is_active: bool | None = None,
    category: str | None = None,
    paging: Paging,
) -> Page[Entry]:
    """Newest first."""
    wanted: list[ColumnElement[bool]] = []
    if language is not None:
        wanted.append(entries.c.language == language.value)
    if is_active is not None:
        wanted.append(entries.c.is_active == is_active)
    if category is not None:
        wanted.append(entries.c.category == category)
    rows = tx.execute(
        select(*_COLUMNS)
        .where(*wanted)
        .order_by(entries.c.created_at.desc(), entries.c.id)
        .limit(paging.limit)
        .offset(paging.skip)
    ).all()
    total = tx.execute(select(func.count()).select_from(entries).where(*wanted)).scalar_one()
    return Page([_entry(tuple(row)) for row in rows], total, paging.limit, paging.skip)


def category_key(category: str) -> str:
    """What two spellings of one category have in common: case and blanks do not count."""
    return " ".join(normalise(category).casefold().split())


def active(tx: Tx) -> list[Entry]:
    """All that may be quoted, in a fixed order."""
    rows = tx.execute(select(*_COLUMNS).where(entries.c.is_active).order_by(entries.c.created_at, entries.c.id)).all()
    return [_entry(tuple(row)) for row in rows]


def _entry(row: Row) -> Entry:
    return Entry(EntryId(row[0]), row[1], row[2], row[3], Language(row[4]), bool(row[5]), row[6], row[7])
