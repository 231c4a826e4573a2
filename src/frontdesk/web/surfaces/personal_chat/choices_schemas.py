"""Wire shapes of settings."""

from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StrictBool, ValidationInfo, field_validator

from frontdesk.identity.preferences import Preferences
from frontdesk.web.shapes import Whole

CHOSEN: dict[str, Any] = {
    "memory_settings": {
        "auto_memory_extraction": True,
        "memory_importance_threshold": 0.5,
        "enable_semantic_search": True,
        "memory_confidence_threshold": 0.7,
    },
    "chat_settings": {
        "default_provider": "openrouter",
        "default_model": "openai/gpt-4-turbo",
        "temperature": 0.7,
        "max_tokens": 2000,
    },
}
LONGEST_MODEL = 200
MOST_TOKENS = 128_000


class Provider(StrEnum):
    AUTO = "auto"
    OPENROUTER = "openrouter"
    GEMINI = "gemini"
    GROQ = "groq"
    OPENAI = "openai"
    LOCAL = "local"


# Strict, since true is no number.
Share = Annotated[float, Field(ge=0, le=1, strict=True)]
Temperature = Annotated[float, Field(ge=0, le=2, strict=True)]
MaxTokens = Annotated[Whole, Field(ge=1, le=MOST_TOKENS)]
Model = Annotated[str, Field(min_length=1, max_length=LONGEST_MODEL, pattern=r"^[\x21-\x7e]+$")]


class MemoryChoicesOut(BaseModel):
    auto_memory_extraction: bool
    memory_importance_threshold: float
    enable_semantic_search: bool
    memory_confidence_threshold: float


class ChatChoicesOut(BaseModel):
    default_provider: str
    default_model: str | None = Field(description="null: the provider's own.")
    temperature: float
    max_tokens: int


class SettingsOut(BaseModel):
    model_config = ConfigDict(from_attributes=True, json_schema_extra={"examples": [CHOSEN]})

    memory_settings: MemoryChoicesOut
    chat_settings: ChatChoicesOut

    @staticmethod
    def of(chosen: Preferences) -> "SettingsOut":
        return SettingsOut.model_validate(chosen, from_attributes=True)


class _Partial(BaseModel):
    """What is left out stays; nothing unknown, and null only where it means something."""

    model_config = ConfigDict(extra="forbid")

    @field_validator("*", mode="before")
    @classmethod
    def _no_null(cls, value: Any, info: ValidationInfo) -> Any:
        if value is None and info.field_name != "default_model":
            raise ValueError("Input cannot be null")
        return value


class MemoryChoicesIn(_Partial):
    auto_memory_extraction: StrictBool = True
    memory_importance_threshold: Share = 0.5
    enable_semantic_search: StrictBool = True
    memory_confidence_threshold: Share = Field(0.7, description="Surer memories are used before they are confirmed.")


class ChatChoicesIn(_Partial):
    default_provider: Provider = Provider.AUTO
    default_model: Model | None = Field(None, description="null: the provider's own.")
    temperature: Temperature = 0.7
    max_tokens: MaxTokens = 2000


class SettingsIn(_Partial):
    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"memory_settings": {"auto_memory_extraction": False}}, {"chat_settings": {"temperature": 1}}]
        }
    )

    memory_settings: MemoryChoicesIn = MemoryChoicesIn()
    chat_settings: ChatChoicesIn = ChatChoicesIn()

    def named(self) -> dict[str, dict[str, Any]]:
        """Only what was sent."""
        return self.model_dump(mode="json", exclude_unset=True)
