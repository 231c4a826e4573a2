"""Wire shapes of accounts."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool

from frontdesk.conversations.chats import Chat
from frontdesk.conversations.history import Said
from frontdesk.conversations.privacy import Profile
from frontdesk.identity.accounts import Account
from frontdesk.identity.actor import Role
from frontdesk.web.shapes import Change, Listed, Moment
from frontdesk.web.surfaces.personal_chat.choices_schemas import CHOSEN, SettingsOut
from frontdesk.web.surfaces.personal_chat.memory_file_schemas import (
    EXPORTED_LINK,
    EXPORTED_MEMORY,
    ExportedLinkOut,
    ExportedMemoryOut,
)

_TOKEN = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiI1ZjMifQ.kq2mLw"  # noqa: S105  # an example's
_ID = "9b1c6d0e9f8b7a6c5d4e3f2a1b0c9d8e"
_SESSION = "4d1c6d0e9f8b7a6c5d4e3f2a1b0c9d8e"
_ACCOUNT: dict[str, Any] = {
    "id": _ID,
    "email": "user@example.com",
    "name": "John Doe",
    "role": "customer",
    "is_active": True,
    "is_verified": False,
    "created_at": "2026-11-21T09:30:00.000Z",
}


def _examples(*shown: dict[str, Any]) -> ConfigDict:
    return ConfigDict(json_schema_extra={"examples": list(shown)})


class RegisterIn(BaseModel):
    model_config = _examples({"email": "user@example.com", "password": "SecurePass123!", "name": "John Doe"})

    email: str = Field(max_length=320)
    password: str = Field(
        max_length=1024, description="8 to 128 characters with an upper-case letter, a lower-case letter and a digit."
    )
    name: str = Field(max_length=400, description="2 to 100 characters after trimming.")


class UserOut(BaseModel):
    model_config = _examples({"id": _ID, "email": "user@example.com", "name": "John Doe"})

    id: str
    email: str
    name: str | None


class RegisteredOut(BaseModel):
    model_config = _examples(
        {
            "access_token": _TOKEN,
            "token_type": "bearer",
            "user": {"id": _ID, "email": "user@example.com", "name": "John Doe"},
        }
    )

    access_token: str
    token_type: Literal["bearer"]
    user: UserOut

    @staticmethod
    def of(account: Account, token: str) -> "RegisteredOut":
        user = UserOut(id=account.id, email=account.email, name=account.name)
        return RegisteredOut(access_token=token, token_type="bearer", user=user)  # noqa: S106  # no password


class SignedInOut(BaseModel):
    model_config = _examples({"access_token": _TOKEN, "token_type": "bearer", "expires_in": 604800})

    access_token: str
    token_type: Literal["bearer"]
    expires_in: int = Field(description="Seconds.")


class AccountOut(BaseModel):
    model_config = _examples(_ACCOUNT)

    id: str
    email: str
    name: str | None
    role: Role
    is_active: bool
    is_verified: bool = Field(description="Whether a code sent to the email came back.")
    created_at: Moment

    @staticmethod
    def of(account: Account) -> "AccountOut":
        return AccountOut(
            id=account.id,
            email=account.email,
            name=account.name,
            role=account.role,
            is_active=account.is_active,
            is_verified=account.verified_at is not None,
            created_at=account.created_at,
        )


class UsersOut(Listed):
    model_config = _examples({"users": [_ACCOUNT], "total": 1, "limit": 50, "skip": 0})

    users: list[AccountOut]


class UserPatch(Change):
    model_config = ConfigDict(json_schema_extra={"examples": [{"is_active": False}, {"role": "operator"}]})

    is_active: StrictBool | None = Field(
        None, description="Switched off, an account cannot sign in and its tokens are void."
    )
    role: Role | None = None


class OtpIn(BaseModel):
    model_config = _examples({"email": "user@example.com"})

    email: str = Field(min_length=1, max_length=320)


class OtpOut(BaseModel):
    model_config = _examples({"message": "OTP sent to email", "expires_in": 300})

    message: str
    expires_in: int = Field(description="Seconds.")


class VerifyIn(BaseModel):
    model_config = _examples({"email": "user@example.com", "otp": "123456"})

    email: str = Field(min_length=1, max_length=320)
    otp: str = Field(min_length=1, max_length=32)


class TicketOut(BaseModel):
    model_config = _examples({"ticket": "X2tZc0xk9mQvB3rJt6LwYp8HsE1uNfAo4iGdKbC7eRM", "expires_in": 30})

    ticket: str = Field(description="Opens one socket, as `?ticket=`.")
    expires_in: int = Field(description="Seconds.")


class ExportedMessageOut(BaseModel):
    id: str
    role: Literal["user", "assistant"]
    content: str
    created_at: Moment
    model: str | None
    provider: str | None
    incomplete: bool

    @staticmethod
    def of(said: Said) -> "ExportedMessageOut":
        return ExportedMessageOut(
            id=str(said.id),
            role=said.role,
            content=said.content,
            created_at=said.created_at,
            model=said.model,
            provider=said.provider,
            incomplete=said.incomplete,
        )


class ExportedChatOut(BaseModel):
    """Its messages follow."""

    id: str
    door: str = Field(description="`personal`, or `app` for the support of the app.")
    title: str
    status: str
    is_pinned: bool
    created_at: Moment
    updated_at: Moment

    @staticmethod
    def of(chat: Chat) -> "ExportedChatOut":
        return ExportedChatOut(
            id=chat.id,
            door=chat.door,
            title=chat.title,
            status=chat.status,
            is_pinned=chat.is_pinned,
            created_at=chat.created_at,
            updated_at=chat.updated_at,
        )


class ExportedSessionOut(ExportedChatOut):
    """One conversation with all that was said in it."""

    messages: list[ExportedMessageOut]


class ExportOut(BaseModel):
    model_config = _examples(
        {
            "exported_at": "2026-11-21T09:30:00.000Z",
            "account": _ACCOUNT,
            "settings": CHOSEN,
            "sessions": [
                {
                    "id": _SESSION,
                    "door": "personal",
                    "title": "Conversation about AI",
                    "status": "active",
                    "is_pinned": False,
                    "created_at": "2026-11-21T09:00:00.000Z",
                    "updated_at": "2026-11-21T09:30:00.000Z",
                    "messages": [
                        {
                            "id": "411",
                            "role": "user",
                            "content": "Hello",
                            "created_at": "2026-11-21T09:30:00.000Z",
                            "model": None,
                            "provider": None,
                            "incomplete": False,
                        }
                    ],
                }
            ],
            "memories": [EXPORTED_MEMORY],
            "relationships": [EXPORTED_LINK],
        }
    )

    exported_at: Moment
    account: AccountOut
    settings: SettingsOut
    sessions: list[ExportedSessionOut]
    memories: list[ExportedMemoryOut]
    relationships: list[ExportedLinkOut]


class ExportHead(BaseModel):
    """What an export begins with."""

    account: AccountOut
    settings: SettingsOut

    @staticmethod
    def of(profile: Profile) -> "ExportHead":
        return ExportHead(account=AccountOut.of(profile.account), settings=SettingsOut.of(profile.preferences))
