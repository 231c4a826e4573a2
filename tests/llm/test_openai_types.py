"""What OpenAI is asked fits the types that its own package declares, with no name beside theirs."""

from typing import Any

import pytest
from openai.types import chat as declared
from openai.types import shared_params
from openai.types.chat.completion_create_params import (
    CompletionCreateParamsNonStreaming,
    CompletionCreateParamsStreaming,
)
from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticSerializationError
from tests.llm.test_chat_requests import BOUND, CLOCK, HELLO, WEATHER, call, said, tool, user
from typing_extensions import is_typeddict

from frontdesk.llm import openai_chat, profiles
from frontdesk.llm.messages import ChatRequest

_HISTORY = (
    user("?"),
    said("", call("a", signature="s"), call("b", "{")),
    tool("b", "2"),
    tool("a", "1"),
    said("So."),
    said("", call("c")),
    user("!"),
)
_REQUESTS = [
    HELLO,
    BOUND,
    ChatRequest(_HISTORY),
    ChatRequest(_HISTORY, tools=(WEATHER, CLOCK), temperature=0.0, max_tokens=1),
]


@pytest.fixture(scope="module")
def strict() -> dict[bool, TypeAdapter[Any]]:
    """By whether it streams. Typed dicts let other names pass unless told not to."""
    streaming, whole = CompletionCreateParamsStreaming, CompletionCreateParamsNonStreaming
    for kind in (*vars(declared).values(), *vars(shared_params).values(), streaming, whole):
        if is_typeddict(kind):
            kind.__pydantic_config__ = {"extra": "forbid", "strict": True}
    return {True: TypeAdapter(streaming), False: TypeAdapter(whole)}


def _check(kinds: dict[bool, TypeAdapter[Any]], body: dict[str, Any]) -> None:
    # Lists are checked only while they are walked through.
    kind = kinds[body.get("stream", False)]
    kind.dump_json(kind.validate_python(body))


@pytest.mark.parametrize("request_", _REQUESTS)
@pytest.mark.parametrize("model", ["gpt-4o-mini", "gpt-5-mini", "o1-mini"])
def test_a_request_is_what_the_package_would_send(
    strict: dict[bool, TypeAdapter[Any]], model: str, request_: ChatRequest
) -> None:
    _check(strict, openai_chat.body(request_, model, profiles.of("openai", model)))
    whole = profiles.Profile(8_192, tools="whole", usage=True)
    _check(strict, openai_chat.body(request_, model, whole))


@pytest.mark.parametrize(
    "wrong",
    [
        {"created_at": 1},
        {"messages": [{"role": "user", "content": "?", "created_at": 1}]},
        {"messages": [{"role": "robot", "content": "?"}]},
        {"tools": [{"type": "function", "function": {"description": "nameless"}}]},
    ],
)
def test_the_types_are_strict_enough_to_prove_something(
    strict: dict[bool, TypeAdapter[Any]], wrong: dict[str, Any]
) -> None:
    sound = openai_chat.body(HELLO, "gpt-4o-mini", profiles.of("openai", "gpt-4o-mini"))
    with pytest.raises((ValidationError, PydanticSerializationError)):
        _check(strict, sound | wrong)
