"""What was said just before a memory in the same chat is part of its vectors (finding/vectors.py). Where that is erased
or put in other words, what was made of it goes at once, and is made anew by a job."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import select

from frontdesk.kit.ids import ConversationId
from frontdesk.memory import memories
from frontdesk.memory.memories import Memory, MemoryId, Scope
from frontdesk.memory.models import memories as table
from frontdesk.memory.models import memory_vectors
from frontdesk.storage import outbox
from frontdesk.storage.session import Tx

# How many turns before it a memory's vectors know of.
REACH = 2


def forget(tx: Tx, scope: Scope, ones: Iterable[Memory], now: datetime) -> None:
    """Nothing that follows these in their chats keeps what they say. For what stays and for what is about to go."""
    of_chat: defaultdict[ConversationId, set[MemoryId]] = defaultdict(set)
    for one in ones:
        if one.source.chat is not None:
            of_chat[one.source.chat].add(one.id)
    behind = {other for chat, ids in of_chat.items() for other in _behind(tx, scope, chat, ids)}
    if not behind:
        return
    tx.execute(
        table.update()
        .where(table.c.account_id == scope.owner, table.c.id.in_(behind))
        .values(embedded_as=None, revision=memories.raise_revision(tx, scope))
    )
    tx.execute(memory_vectors.update().where(memory_vectors.c.memory_id.in_(behind)).values(context=None))
    outbox.enqueue(tx, memories.EMBED, {"owner": scope.owner}, now=now)


def _behind(tx: Tx, scope: Scope, chat: ConversationId, ids: Collection[MemoryId]) -> set[MemoryId]:
    mine = (table.c.account_id == scope.owner, table.c.source_chat == chat)
    first = select(table.c.place).where(*mine, table.c.id.in_(ids)).order_by(table.c.place).limit(1).scalar_subquery()
    onwards = select(table.c.id).where(*mine, table.c.place >= first).order_by(table.c.place)
    # A chat may hold all that a person has said, and mostly one of it is changed.
    said = tx.execute(onwards.limit(REACH + 1) if len(ids) == 1 else onwards).scalars().all()
    near = (said[place + 1 : place + 1 + REACH] for place, one in enumerate(said) if one in ids)
    return {MemoryId(one) for few in near for one in few} - set(ids)
