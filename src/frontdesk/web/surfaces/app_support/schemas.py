"""Wire shapes of the app's support."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, RootModel

from frontdesk.conversations.chats import Chat
from frontdesk.conversations.history import Said
from frontdesk.kit.languages import text
from frontdesk.web.shapes import Listed

_TOKEN = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiI1ZjMifQ.kq2mLw"  # noqa: S105  # an example's
_ASKED = "How do I withdraw money?"
_ANSWERED = "To withdraw (payout):\n1. Go to Wallet → Request Payout\n2. Enter amount (minimum $10)"


def _examples(*shown: Any) -> ConfigDict:
    return ConfigDict(json_schema_extra={"examples": list(shown)})


class Told(BaseModel):
    """An answer that only says that it was done."""

    model_config = _examples({"msg": "Conversation deleted successfully"})

    msg: str


class RegisterIn(BaseModel):
    model_config = _examples({"username": "john_doe", "password": "secure_password_123"})

    username: str = Field(
        min_length=1, max_length=320, description="A name or an email, without blanks inside; case does not count."
    )
    password: str = Field(max_length=1024, description="8 to 128 characters.")


class RegisteredOut(Told):
    model_config = _examples({"msg": "User created successfully"})


class TokenOut(BaseModel):
    model_config = _examples({"access_token": _TOKEN, "token_type": "bearer"})

    access_token: str = Field(description="Good for 24 hours.")
    token_type: Literal["bearer"]


class NumberOut(RootModel[int]):
    """The conversation's id, and nothing around it."""

    model_config = _examples(123)


class ConversationOut(BaseModel):
    model_config = _examples({"id": 1, "title": "How to use wallet", "message_count": 5})

    id: int
    title: str = Field(description="The beginning of the first message.")
    message_count: int = Field(description="An answer that is still being written counts once it is whole.")

    @staticmethod
    def of(chat: Chat, *, is_answered: bool) -> "ConversationOut":
        title = chat.title or text("chats.untitled", chat.language)
        count = chat.message_count if is_answered else chat.message_count - 1
        return ConversationOut(id=chat.number, title=title, message_count=count)


class ConversationsOut(Listed):
    model_config = _examples(
        {
            "conversations": [
                {"id": 2, "title": "CAP feature guide", "message_count": 4},
                {"id": 1, "title": "How to use wallet", "message_count": 6},
            ],
            "total": 2,
            "limit": 200,
            "skip": 0,
        }
    )

    conversations: list[ConversationOut]


class MessageIn(BaseModel):
    model_config = _examples({"content": "How do I withdraw money from my wallet?"})

    content: str = Field(description="1 to 4,000 characters after trimming.")


class AnswerOut(BaseModel):
    model_config = _examples({"sender": "ai", "content": _ANSWERED})

    sender: Literal["ai"]
    content: str


class MessageOut(BaseModel):
    model_config = _examples({"id": 1, "sender": "user", "content": _ASKED})

    id: int
    sender: Literal["user", "ai"]
    content: str

    @staticmethod
    def of(said: Said) -> "MessageOut":
        return MessageOut(id=said.id, sender="user" if said.role == "user" else "ai", content=said.content)


class MessagesOut(RootModel[list[MessageOut]]):
    model_config = _examples(
        [{"id": 1, "sender": "user", "content": _ASKED}, {"id": 2, "sender": "ai", "content": _ANSWERED}]
    )
