"""Booking conversations as an administrator sees them, and their end."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, update

from frontdesk.booking.dialogue.state import Stage
from frontdesk.booking.models import dialogues
from frontdesk.conversations import transcript
from frontdesk.identity.actor import Actor, Role
from frontdesk.kit.clock import from_micros, to_micros
from frontdesk.kit.errors import NotFound
from frontdesk.kit.ids import ConversationId
from frontdesk.kit.languages import Language
from frontdesk.kit.pagination import Page, Paging
from frontdesk.storage.session import Tx


@dataclass(frozen=True, slots=True)
class Session:
    id: ConversationId
    language: Language
    stage: Stage
    created_at: datetime
    updated_at: datetime


def active(tx: Tx, actor: Actor, paging: Paging, *, now: datetime, lifetime: timedelta) -> Page[Session]:
    """Sessions that a message would still continue, the most recently used first."""
    actor.require(Role.ADMIN)
    alive = (dialogues.c.updated_at >= to_micros(now - lifetime), dialogues.c.state.is_not(None))
    rows = tx.execute(
        select(
            dialogues.c.conversation_id,
            dialogues.c.language,
            dialogues.c.stage,
            dialogues.c.created_at,
            dialogues.c.updated_at,
        )
        .where(*alive)
        .order_by(dialogues.c.updated_at.desc())
        .limit(paging.limit)
        .offset(paging.skip)
    ).all()
    total = tx.execute(select(func.count()).select_from(dialogues).where(*alive)).scalar_one()
    sessions = [
        Session(ConversationId(row[0]), Language(row[1]), Stage(row[2]), from_micros(row[3]), from_micros(row[4]))
        for row in rows
    ]
    return Page(sessions, total, paging.limit, paging.skip)


def delete(tx: Tx, actor: Actor, session_id: str) -> None:
    """Erases the conversation and what it had collected; a booking that was made of it stays."""
    actor.require(Role.ADMIN)
    found = tx.execute(select(dialogues.c.stage).where(dialogues.c.conversation_id == session_id)).one_or_none()
    if found is None:
        raise NotFound("There is no session with this id.")
    transcript.erase(tx, ConversationId(session_id))


def expire(tx: Tx, *, now: datetime, lifetime: timedelta) -> int:
    """Forgets what silent sessions had collected; how far they came is kept for the funnel. Returns how many."""
    silent = (dialogues.c.updated_at < to_micros(now - lifetime), dialogues.c.state.is_not(None))
    return tx.execute(update(dialogues).where(*silent).values(state=None)).rowcount
