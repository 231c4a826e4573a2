"""Which memory a row means, and what becomes of the two."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import or_, select

from frontdesk.kit.clock import iso, to_micros
from frontdesk.kit.ids import ConversationId, new_id
from frontdesk.kit.languages import Language
from frontdesk.kit.text import script_of
from frontdesk.memory import memories
from frontdesk.memory.files.rows import Row
from frontdesk.memory.memories import About, Kind, Memory, MemoryId, Origin, Scope, Source, Status
from frontdesk.memory.models import memories as table
from frontdesk.storage.session import Tx


class Strategy(StrEnum):
    SKIP = "skip_duplicates"
    OVERWRITE = "overwrite"
    MERGE = "merge"


# The same words may have been true twice: what is over is told apart by when it was true.
_OVER = frozenset({Status.MERGED, Status.EXPIRED})
_RANK = {Status.CONFIRMED: 0, Status.PENDING: 1, Status.REJECTED: 2}
_MOST_CONTEXTS = 20


@dataclass(slots=True)
class Known:
    """The memories that some rows may mean."""

    by_id: dict[str, Memory] = field(default_factory=dict)
    # ids by what they say now, in the order in which they came
    saying: dict[str, dict[str, None]] = field(default_factory=dict)

    @staticmethod
    def of(tx: Tx, scope: Scope, portion: Collection[Row]) -> "Known":
        ids = {row.id for row in portion if row.id is not None}
        prints = {memories.fingerprint(row.content) for row in portion}
        rows = tx.execute(
            select(*memories.COLUMNS)
            .where(table.c.account_id == scope.owner)
            .where(or_(table.c.id.in_(ids), table.c.fingerprint.in_(prints)))
            .order_by(table.c.created_at.desc(), table.c.id)
        )
        known = Known()
        for row in rows:
            known.add(memories.memory(tuple(row)))
        return known

    def add(self, one: Memory) -> None:
        """In place of what it was, if it is known: nothing finds it any more by what it said then."""
        former = self.by_id.get(one.id)
        if former is not None:
            del self.saying[memories.fingerprint(former.content)][one.id]
        self.by_id[one.id] = one
        self.saying.setdefault(memories.fingerprint(one.content), {})[one.id] = None

    def find(self, row: Row, strategy: Strategy) -> Memory | None:
        """To merge means to unite what is said of one statement; then an id alone does not make two the same.
        Of several that say the same the one that people see stands for all, and of those the eldest."""
        named = self.by_id.get(row.id) if row.id is not None else None
        said = memories.fingerprint(row.content)
        if named is not None and (strategy is not Strategy.MERGE or memories.fingerprint(named.content) == said):
            return named
        alike = [self.by_id[one] for one in reversed(self.saying.get(said, ()))]
        status = row.values.get("status", Status.CONFIRMED)
        if status not in _OVER:
            live = (one for one in alike if one.status not in _OVER)
            return min(live, key=lambda one: _RANK[one.status], default=None)
        since = row.values.get("valid_from")
        since = None if since is None else iso(since)
        over = (one for one in alike if one.status is status and since in (None, iso(one.valid_from)))
        return next(over, None)


def made(scope: Scope, row: Row, language: Language, chats: Collection[str], now: datetime) -> Memory:
    """A new memory out of a row; what it does not say is as if the person had just written it. `chats` are those of
    her own that it may come from."""
    said = row.values
    created = said.get("created_at", now)
    spoken = said.get("said_at", created)
    status = said.get("status", Status.CONFIRMED)
    is_confirmed = status is Status.CONFIRMED
    return Memory(
        id=MemoryId(new_id()), owner=scope.owner, content=row.content, kind=said.get("memory_type", Kind.FACT),
        status=status, importance=said.get("importance", 0.5), confidence=said.get("confidence", 1.0),
        language=language_of(row, language), contexts=said.get("contexts", ()),
        origin=Origin.IMPORT, source=_source(said, chats), said_at=spoken,
        place=said.get("place", to_micros(spoken) + row.number), about=_about(said),
        valid_from=said.get("valid_from", spoken), valid_to=said.get("valid_to"), superseded_by=None,
        expires_at=said.get("expires_at"), expiry_reason=said.get("expiration_reason"),
        is_private=said.get("is_private", False), merged_into=None, created_at=created,
        updated_at=said.get("updated_at", now), verified_at=said.get("verified_at", now if is_confirmed else None),
        last_seen_at=said.get("last_seen", created), used_at=said.get("last_accessed"),
        use_count=said.get("access_count", 0),
    )  # fmt: skip


def changed(there: Memory, row: Row, strategy: Strategy) -> Memory:
    """`there` as the row leaves it; the same where nothing is to be done."""
    if strategy is Strategy.SKIP or there.status is Status.MERGED:
        return there
    said = row.values
    if strategy is Strategy.MERGE:
        return replace(
            there,
            contexts=_united(there.contexts, said.get("contexts", ())),
            importance=max(there.importance, said.get("importance", 0.0)),
            confidence=max(there.confidence, said.get("confidence", 0.0)),
        )
    named = {inner: said[name] for name, inner in _REPLACED.items() if name in said}
    if named.get("status") is Status.MERGED:
        del named["status"]
    is_same = memories.fingerprint(row.content) == memories.fingerprint(there.content)
    about = _about(said) if "attribute" in said else there.about if is_same else About()
    if not is_same:
        there = memories.in_other_words(there, row.content)
    return replace(there, content=row.content, about=about, **named)


_REPLACED = {
    "memory_type": "kind", "status": "status", "importance": "importance", "confidence": "confidence",
    "language": "language", "contexts": "contexts", "valid_from": "valid_from", "valid_to": "valid_to",
    "expires_at": "expires_at", "expiration_reason": "expiry_reason", "is_private": "is_private",
}  # fmt: skip


def _united(some: Collection[str], more: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*some, *more]))[: max(len(some), _MOST_CONTEXTS)]


def _about(said: Mapping[str, Any]) -> About:
    return About(said.get("attribute"), said.get("value"), said.get("is_negated", False))


def _source(said: Mapping[str, Any], chats: Collection[str]) -> Source:
    quote, speaker = said.get("quote"), said.get("speaker")
    chat = said.get("source_session")
    if chat is None or chat not in chats:
        return Source(quote=quote, speaker=speaker)
    message, start, end = said.get("source_message"), said.get("quote_start"), said.get("quote_end")
    return Source(quote, ConversationId(chat), message, start, end, speaker)


def language_of(row: Row, language: Language) -> Language:
    """What neither the row nor its letters say is as the person said."""
    named: Language | None = row.values.get("language")
    if named is not None:
        return named
    script = script_of(row.content)
    if script == "bengali":
        return Language.BN
    if script == "devanagari" and language not in (Language.NE, Language.MR):
        return Language.HI
    return language
