"""Wire shapes of conversations."""

from enum import StrEnum
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool, field_validator

from frontdesk.conversations.chats import LONGEST_TITLE, Chat, Status
from frontdesk.conversations.history import Said
from frontdesk.conversations.search import Found
from frontdesk.kit.text import is_storable, normalise
from frontdesk.web.shapes import Change, Listed, Moment

_SESSION_ID = "4d1c6d0e9f8b7a6c5d4e3f2a1b0c9d8e"
_SESSION: dict[str, Any] = {
    "id": _SESSION_ID,
    "title": "Conversation about AI",
    "message_count": 15,
    "created_at": "2026-11-21T09:00:00.000Z",
    "updated_at": "2026-11-21T10:30:00.000Z",
    "status": "active",
    "is_pinned": False,
    "parent_session_id": None,
    "branch_point": None,
}
_MESSAGE: dict[str, Any] = {
    "id": "412",
    "role": "assistant",
    "content": "Hi there! How can I help?",
    "model": "gpt-4",
    "provider": "openai",
    "created_at": "2026-11-21T10:00:01.000Z",
    "incomplete": False,
}


class MessageOut(BaseModel):
    id: str
    role: Literal["user", "assistant"]
    content: str
    model: str | None = Field(description="null for what a person said.")
    provider: str | None
    created_at: Moment
    incomplete: bool = Field(description="Whether the reply was cut short, or is still being written.")

    @staticmethod
    def of(said: Said) -> "MessageOut":
        return MessageOut(
            id=str(said.id),
            role=said.role,
            content=said.content,
            model=said.model,
            provider=said.provider,
            created_at=said.created_at,
            incomplete=said.incomplete,
        )


class HistoryOut(Listed):
    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"messages": [_MESSAGE], "total": 2, "limit": 50, "skip": 1, "session_id": _SESSION_ID}]
        }
    )

    messages: list[MessageOut] = Field(description="Oldest first.")
    session_id: str


class SessionOut(BaseModel):
    model_config = ConfigDict(json_schema_extra={"examples": [_SESSION]})

    id: str
    title: str
    message_count: int
    created_at: Moment
    updated_at: Moment
    status: Status
    is_pinned: bool
    parent_session_id: str | None = Field(description="Where it branched off; that one may be gone.")
    branch_point: str | None

    @staticmethod
    def of(chat: Chat) -> "SessionOut":
        return SessionOut(
            id=chat.id,
            title=chat.title,
            message_count=chat.message_count,
            created_at=chat.created_at,
            updated_at=chat.updated_at,
            status=chat.status,
            is_pinned=chat.is_pinned,
            parent_session_id=chat.parent_id,
            branch_point=None if chat.branch_point is None else str(chat.branch_point),
        )


class SessionsOut(Listed):
    model_config = ConfigDict(
        json_schema_extra={"examples": [{"sessions": [_SESSION], "total": 5, "limit": 20, "skip": 0}]}
    )

    sessions: list[SessionOut]


class SessionPatch(Change):
    model_config = ConfigDict(
        json_schema_extra={"examples": [{"title": "New Title", "status": "archived", "is_pinned": True}]}
    )

    title: str | None = Field(None, min_length=1, max_length=LONGEST_TITLE)
    status: Status | None = None
    is_pinned: StrictBool | None = None

    @field_validator("title")
    @classmethod
    def _one_line(cls, title: str | None) -> str | None:
        if title is None:
            return None
        line = " ".join(normalise(title).split()) if is_storable(title) else ""
        if not line:
            raise ValueError("A title has at least one letter.")
        return line


class BranchIn(BaseModel):
    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "session_id": _SESSION_ID,
                    "from_message_id": "412",
                    "new_message": "What if we tried a different approach?",
                }
            ]
        }
    )

    session_id: str
    from_message_id: str = Field(max_length=64, description="The last message that the branch takes along.")
    new_message: str | None = Field(None, description="Said in the branch and answered at once.")


class BranchOut(BaseModel):
    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "new_session_id": "7e1c6d0e9f8b7a6c5d4e3f2a1b0c9d8f",
                    "parent_session_id": _SESSION_ID,
                    "branch_point": "412",
                    "message_id": "427",
                    "reply": "Then we would begin with the costs.",
                }
            ]
        }
    )

    new_session_id: str
    parent_session_id: str
    branch_point: str
    message_id: str | None = Field(description="Of the reply to `new_message`.")
    reply: str | None


class Role(StrEnum):
    USER = "user"
    ASSISTANT = "assistant"


class HitOut(BaseModel):
    session_id: str
    title: str
    message_id: str
    role: Role
    snippet: str
    hits: list[tuple[int, int]] = Field(description="Beginning and end, in characters, of what was found in `snippet`.")
    created_at: Moment

    @staticmethod
    def of(found: Found) -> "HitOut":
        return HitOut(
            session_id=found.conversation_id,
            title=found.title,
            message_id=str(found.message_id),
            role=Role(found.role),
            snippet=found.snippet,
            hits=list(found.hits),
            created_at=found.created_at,
        )


class HitsOut(Listed):
    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "results": [
                        {
                            "session_id": _SESSION_ID,
                            "title": "Conversation about AI",
                            "message_id": "412",
                            "role": "assistant",
                            "snippet": "Neural networks learn from examples.",
                            "hits": [[7, 15]],
                            "created_at": "2026-11-21T10:00:01.000Z",
                        }
                    ],
                    "total": 1,
                    "limit": 20,
                    "skip": 0,
                }
            ]
        }
    )

    results: list[HitOut] = Field(description="Newest first.")
