"""What is known of a model from its name: how much it takes, and what its address does not understand."""

from dataclasses import dataclass
from typing import Literal

_UNKNOWN = 32_000
# What local servers give a model unless told otherwise is less than the model could take.
_LOCAL = 8_192


@dataclass(frozen=True, slots=True)
class Profile:
    """`tools`: called while streaming, only in whole answers, or never. `usage`: tokens are counted only on demand
    (`stream_options`). `bound` is the name of the bound on a reply's tokens; a model that `thinks` at OpenAI takes no
    temperature. `signs`: calls carry what the vendor wants back."""

    context_tokens: int
    tools: Literal["streaming", "whole", "none"] = "streaming"
    usage: bool = False
    bound: Literal["max_tokens", "max_completion_tokens"] = "max_tokens"
    has_temperature: bool = True
    signs: bool = False


# The first that the name begins with, after the author's ("meta-llama/…") is taken off; so the longer before the
# shorter. Sources: platform.openai.com/docs/models, ai.google.dev/gemini-api/docs/models, console.groq.com/docs/models,
# docs.claude.com (models overview), docs.mistral.ai (models), api-docs.deepseek.com, the models' cards elsewhere.
_CONTEXTS: tuple[tuple[str, int], ...] = (
    # OpenAI
    ("gpt-5-chat", 128_000),
    ("gpt-5", 400_000),
    ("gpt-4.1", 1_047_576),
    ("gpt-4o", 128_000),
    ("chatgpt-4o", 128_000),
    ("gpt-4-turbo", 128_000),
    ("gpt-4-1106", 128_000),
    ("gpt-4-0125", 128_000),
    ("gpt-4-32k", 32_768),
    ("gpt-4", 8_192),
    ("gpt-3.5-turbo-instruct", 4_096),
    ("gpt-3.5", 16_385),
    ("gpt-oss", 131_072),
    ("o1-mini", 128_000),
    ("o1-preview", 128_000),
    ("o1", 200_000),
    ("o3", 200_000),
    ("o4", 200_000),
    # Google
    ("gemini-1.5-pro", 2_097_152),
    ("gemini", 1_048_576),
    ("gemma-3-1b", 32_768),
    ("gemma-3", 131_072),
    ("gemma", 8_192),
    # Meta, under the spellings of Groq and OpenRouter
    ("llama-4-scout", 131_072),
    ("llama-4", 131_072),
    ("llama-3.3", 131_072),
    ("llama-3.2", 131_072),
    ("llama-3.1", 131_072),
    ("llama-3", 8_192),
    ("llama3", 8_192),
    # Others, mostly by way of OpenRouter
    ("claude", 200_000),
    ("deepseek", 65_536),
    ("qwen3", 40_960),
    ("qwen", 32_768),
    ("kimi-k2", 131_072),
    ("mistral-large", 131_072),
    ("mistral-small", 131_072),
    ("mistral-medium", 131_072),
    ("ministral", 131_072),
    ("mixtral", 32_768),
    ("mistral", 32_768),
    ("grok-4", 256_000),
    ("grok", 131_072),
    ("glm-4", 131_072),
    ("compound", 131_072),
    ("command-a", 256_000),
    ("command-r", 128_000),
)
# OpenAI refuses `max_tokens` and any temperature but 1 for these.
_THINKERS = ("gpt-5", "o1", "o3", "o4")
# Nobody runs these at home: a server of one's own that offers them hands them on.
_HOSTED = ("gpt-3", "gpt-4", "gpt-5", "chatgpt", "o1", "o3", "o4", "gemini", "claude", "grok")
# Models without a template for tools.
_WITHOUT_TOOLS = (
    "gpt-3.5-turbo-instruct",
    "o1-mini",
    "o1-preview",
    "gemma-2",
    "gemma2",
    "gemma-7b",
    "llama-3-",
    "llama3-",
)


def of(provider: str, model: str, *, is_local: bool = False) -> Profile:
    """`is_local`: the address is not the vendor's own. A server there gives a model less than its name promises,
    and some cut off what is too long without a word."""
    name = model.lower().removeprefix("models/").rsplit("/", 1)[-1].split(":", 1)[0]
    context = next((tokens for family, tokens in _CONTEXTS if name.startswith(family)), _UNKNOWN)
    if is_local and not name.startswith(_HOSTED):
        context = min(context, _LOCAL)
    thinks = provider == "openai" and name.startswith(_THINKERS) and not name.startswith("gpt-5-chat")
    return Profile(
        context_tokens=context,
        tools="none" if name.startswith(_WITHOUT_TOOLS) else "streaming",
        # Groq's schema has no stream_options and counts anyway; OpenRouter counts anyway.
        usage=provider in ("openai", "gemini"),
        bound="max_completion_tokens" if thinks or provider == "groq" else "max_tokens",
        has_temperature=not thinks,
        signs=provider == "gemini",
    )
