"""Wire shapes of messages and their answers."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field, StrictBool

from frontdesk.assistant.writing import Done
from frontdesk.web.shapes import Moment
from frontdesk.web.surfaces.personal_chat.choices_schemas import MaxTokens, Model, Provider, Temperature

_SESSION = "4d1c6d0e9f8b7a6c5d4e3f2a1b0c9d8e"
_ASKED: dict[str, Any] = {
    "message": "What is the capital of France?",
    "session_id": _SESSION,
    "provider": "openrouter",
    "model": "openai/gpt-4-turbo",
    "temperature": 0.7,
    "max_tokens": 2000,
    "enable_memory": True,
}


class ChatIn(BaseModel):
    model_config = ConfigDict(json_schema_extra={"examples": [{"message": "What is the capital of France?"}, _ASKED]})

    message: str = Field(description="1 to 4,000 characters after trimming.")
    session_id: str | None = Field(None, description="Of the conversation to go on with; without one a new one begins.")
    provider: Provider | None = Field(
        None,
        description="Else as in one's settings. `auto` takes whoever answers first in the configured order, at last"
        " `local`, which is no language model and quotes what is written down.",
    )
    model: Model | None = Field(None, description="In place of the provider's own.")
    temperature: Temperature | None = None
    max_tokens: MaxTokens | None = Field(None, description="Of the reply.")
    enable_memory: StrictBool = Field(default=True, description="Whether what is remembered of the person may be used.")


class StreamOptions(BaseModel):
    include_content: StrictBool = Field(
        default=True, description="Whether each `token` carries the text so far: it grows with the square of the reply."
    )


class StreamIn(ChatIn):
    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"message": "Tell me a story", "stream_options": {"include_content": False}},
                {"message": "And then?", "session_id": _SESSION},
            ]
        }
    )

    stream_options: StreamOptions = StreamOptions()


class UsageOut(BaseModel):
    prompt_tokens: int
    completion_tokens: int
    total_tokens: int


class ChatOut(BaseModel):
    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "message_id": "412",
                    "session_id": _SESSION,
                    "reply": "The capital of France is Paris.",
                    "model": "openai/gpt-4-turbo",
                    "provider": "openrouter",
                    "usage": {"prompt_tokens": 45, "completion_tokens": 12, "total_tokens": 57},
                    "memories_used": 0,
                    "created_at": "2026-11-21T09:30:00.000Z",
                    "incomplete": False,
                }
            ]
        }
    )

    message_id: str = Field(description="Of the reply.")
    session_id: str
    reply: str
    model: str
    provider: str
    usage: UsageOut
    memories_used: int
    created_at: Moment
    incomplete: bool = Field(description="Whether the reply was cut short: by a provider, or after 24 seconds.")

    @staticmethod
    def of(done: Done) -> "ChatOut":
        return ChatOut(
            message_id=str(done.message_id),
            session_id=done.conversation_id,
            reply=done.text,
            model=done.model,
            provider=done.provider,
            usage=UsageOut(
                prompt_tokens=done.usage.prompt_tokens,
                completion_tokens=done.usage.completion_tokens,
                total_tokens=done.usage.total_tokens,
            ),
            memories_used=done.memories_used,
            created_at=done.created_at,
            incomplete=done.incomplete,
        )
