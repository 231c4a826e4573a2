"""What each vendor is asked, to the letter: names, order, and what must not be there."""

from typing import Any

import pytest

from frontdesk.llm import gemini_chat, openai_chat, profiles
from frontdesk.llm.messages import ChatMessage, ChatRequest, Role, ToolCall, ToolSpec

_CITY = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
WEATHER = ToolSpec("weather", "Weather of a city.", _CITY)
CLOCK = ToolSpec("clock", "The time.", {"type": "object", "properties": {}})


def system(text: str) -> ChatMessage:
    return ChatMessage(Role.SYSTEM, text)


def user(text: str) -> ChatMessage:
    return ChatMessage(Role.USER, text)


def said(text: str, *calls: ToolCall) -> ChatMessage:
    return ChatMessage(Role.ASSISTANT, text, calls)


def tool(call_id: str, text: str) -> ChatMessage:
    return ChatMessage(Role.TOOL, text, call_id=call_id, name="weather")


def call(id: str, arguments: str = '{"city":"Pune"}', signature: str | None = None) -> ToolCall:
    return ToolCall(id, "weather", arguments, signature)


def _openai(request: ChatRequest, provider: str = "openai", model: str = "gpt-4o-mini") -> dict[str, Any]:
    return openai_chat.body(request, model, profiles.of(provider, model))


def _gemini(request: ChatRequest, model: str = "gemini-2.0-flash") -> dict[str, Any]:
    return gemini_chat.body(request, model, profiles.of("gemini", model))


HELLO = ChatRequest((system("Be brief."), user("नमस्ते")))
BOUND = ChatRequest(HELLO.messages, temperature=0.5, max_tokens=100)
_PLAIN = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "नमस्ते"}]
_COUNT = {"stream_options": {"include_usage": True}}


@pytest.mark.parametrize(
    ("request_", "provider", "model", "beside"),
    [
        (HELLO, "openai", "gpt-4o-mini", _COUNT),
        (HELLO, "openrouter", "openai/gpt-4o", {}),
        (HELLO, "groq", "llama-3.3-70b-versatile", {}),
        (HELLO, "gemini", "gemini-2.5-flash", _COUNT),
        (BOUND, "openai", "gpt-4o-mini", _COUNT | {"temperature": 0.5, "max_tokens": 100}),
        (BOUND, "openai", "gpt-5-mini", _COUNT | {"max_completion_tokens": 100}),
        (BOUND, "openai", "o3", _COUNT | {"max_completion_tokens": 100}),
        (BOUND, "openai", "gpt-5-chat-latest", _COUNT | {"temperature": 0.5, "max_tokens": 100}),
        (BOUND, "openrouter", "openai/gpt-5", {"temperature": 0.5, "max_tokens": 100}),
        (BOUND, "groq", "openai/gpt-oss-20b", {"temperature": 0.5, "max_completion_tokens": 100}),
    ],
)
def test_only_what_the_vendor_knows_is_sent(
    request_: ChatRequest, provider: str, model: str, beside: dict[str, Any]
) -> None:
    assert _openai(request_, provider, model) == {"model": model, "messages": _PLAIN, "stream": True} | beside


_CALL = {"id": "c1", "type": "function", "function": {"name": "weather", "arguments": '{"city":"Pune"}'}}
_SAID = {"role": "assistant", "content": None, "tool_calls": [_CALL]}
_TOLD = {"role": "tool", "tool_call_id": "c1", "content": "31°"}
_ASKED = {"role": "user", "content": "?"}


def _with(made: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return made | changes


def _call_of(arguments: str) -> dict[str, Any]:
    return _CALL | {"function": {"name": "weather", "arguments": arguments}}


@pytest.mark.parametrize(
    ("history", "sent"),
    [
        ([user("?"), said("", call("c1")), tool("c1", "31°")], [_ASKED, _SAID, _TOLD]),
        ([said("So.", call("c1")), tool("c1", "31°")], [_with(_SAID, content="So."), _TOLD]),
        # Two calls whose answers came the other way round, and one that nobody answered.
        (
            [said("", call("c1"), call("c2"), call("c3")), tool("c2", "b"), tool("c1", "a")],
            [
                _with(_SAID, tool_calls=[_CALL, _CALL | {"id": "c2"}]),
                _with(_TOLD, content="a"),
                _with(_TOLD, tool_call_id="c2", content="b"),
            ],
        ),
        ([said("", call("c1")), user("?")], [_ASKED]),
        ([said("So.", call("c1")), user("?")], [{"role": "assistant", "content": "So."}, _ASKED]),
        ([tool("c1", "31°"), user("?")], [_ASKED]),
        ([said("", call("c1")), user("?"), tool("c1", "31°")], [_ASKED]),
        ([said("", call("c1")), tool("c1", "31°"), tool("c1", "again"), tool("x", "y")], [_SAID, _TOLD]),
        ([said(""), user("?"), said("")], [_ASKED]),
        # Ids that are not OpenAI's, and arguments that are no JSON object.
        (
            [said("", call("x" * 41)), tool("x" * 41, "31°")],
            [
                _with(_SAID, tool_calls=[_CALL | {"id": "frontdesk_0"}]),
                _with(_TOLD, tool_call_id="frontdesk_0"),
            ],
        ),
        ([said("", call("c1", '{"ci')), tool("c1", "31°")], [_with(_SAID, tool_calls=[_call_of("{}")]), _TOLD]),
        ([said("", call("c1", "[]")), tool("c1", "31°")], [_with(_SAID, tool_calls=[_call_of("{}")]), _TOLD]),
    ],
)
def test_tools_answer_the_call_just_before(history: list[ChatMessage], sent: list[dict[str, Any]]) -> None:
    assert _openai(ChatRequest(tuple(history)))["messages"] == sent


def test_tools_are_declared_and_a_signature_goes_to_gemini_alone() -> None:
    signed = (said("", call("c1", signature="s")), tool("c1", "31°"))
    sent = _openai(ChatRequest(signed, tools=(WEATHER, CLOCK)))
    assert sent["tools"] == [
        {
            "type": "function",
            "function": {"name": "weather", "description": "Weather of a city.", "parameters": _CITY},
        },
        {
            "type": "function",
            "function": {
                "name": "clock",
                "description": "The time.",
                "parameters": {"type": "object", "properties": {}},
            },
        },
    ]
    assert "extra_content" not in sent["messages"][0]["tool_calls"][0]
    by_gemini = _openai(ChatRequest(signed), "gemini", "gemini-3-pro")
    assert by_gemini["messages"][0]["tool_calls"][0]["extra_content"] == {"google": {"thought_signature": "s"}}


def test_a_model_without_tools_hears_nothing_of_them() -> None:
    request = ChatRequest((user("?"), said("", call("c1")), tool("c1", "31°")), tools=(WEATHER,))
    sent = _openai(request, "openai", "o1-mini")
    assert (sent["messages"], "tools" in sent, sent["stream"]) == ([_ASKED], False, True)


def test_a_model_that_calls_tools_only_in_whole_answers_is_not_asked_to_stream() -> None:
    profile = profiles.Profile(8_192, tools="whole", usage=True)
    sent = openai_chat.body(ChatRequest((user("?"),), tools=(WEATHER,)), "m", profile)
    assert sent.keys() == {"model", "messages", "tools"}
    assert openai_chat.body(ChatRequest((user("?"),)), "m", profile)["stream"] is True


def _part(text: str) -> dict[str, Any]:
    return {"text": text}


_GCALL = {"functionCall": {"name": "weather", "args": {"city": "Pune"}}}


def _gtold(response: dict[str, Any]) -> dict[str, Any]:
    return {"functionResponse": {"name": "weather", "response": response}}


@pytest.mark.parametrize(
    ("history", "contents"),
    [
        ([user("?")], [("user", [_part("?")])]),
        ([user("a"), user("b"), said("c"), said("d")], [("user", [*map(_part, "ab")]), ("model", [*map(_part, "cd")])]),
        (
            [user("?"), said("", call("c1", signature="s")), tool("c1", '{"degrees":31}'), said("31°"), user("!")],
            [
                ("user", [_part("?")]),
                ("model", [_GCALL | {"thoughtSignature": "s"}]),
                ("user", [_gtold({"degrees": 31})]),
                ("model", [_part("31°")]),
                ("user", [_part("!")]),
            ],
        ),
        (
            [user("?"), said("So.", call("a"), call("b", "{")), tool("b", "[1]"), tool("a", "31°"), user("!")],
            [
                ("user", [_part("?")]),
                ("model", [_part("So."), _GCALL, {"functionCall": {"name": "weather", "args": {}}}]),
                ("user", [_gtold({"result": "31°"}), _gtold({"result": [1]}), _part("!")]),
            ],
        ),
        ([user("?"), user(""), said("", call("a")), user("!")], [("user", [_part("?"), _part("!")])]),
    ],
)
def test_gemini_has_two_roles_that_alternate(history: list[ChatMessage], contents: list[Any]) -> None:
    sent = _gemini(ChatRequest((system("One."), *history, system("Two."))))
    assert [(content["role"], content["parts"]) for content in sent["contents"]] == contents
    assert sent["systemInstruction"] == {"parts": [_part("One."), _part("Two.")]}


def test_gemini_is_told_of_tools_and_bounds() -> None:
    request = ChatRequest((user("?"),), tools=(WEATHER, CLOCK), temperature=0.2, max_tokens=50)
    assert _gemini(request) == {
        "contents": [{"role": "user", "parts": [_part("?")]}],
        "tools": [
            {
                "functionDeclarations": [
                    {"name": "weather", "description": "Weather of a city.", "parametersJsonSchema": _CITY},
                    {"name": "clock", "description": "The time."},
                ]
            }
        ],
        "generationConfig": {"temperature": 0.2, "maxOutputTokens": 50},
    }
    assert _gemini(ChatRequest((user("?"),))).keys() == {"contents"}


@pytest.mark.parametrize(
    ("model", "signatures"),
    [
        ("gemini-2.5-flash", [None, None]),
        ("gemini-3-flash", ["skip_thought_signature_validator", None]),
        ("gemini-4-pro", ["skip_thought_signature_validator", None]),
    ],
)
def test_calls_that_another_vendors_model_made_are_let_through(model: str, signatures: list[str | None]) -> None:
    history = (user("?"), said("", call("a"), call("b")), tool("a", "1"), tool("b", "2"))
    parts = _gemini(ChatRequest(history), model)["contents"][1]["parts"]
    assert [part.get("thoughtSignature") for part in parts] == signatures


@pytest.mark.parametrize(
    ("provider", "model", "is_local", "tokens"),
    [
        ("openai", "gpt-4o-mini", False, 128_000),
        ("openai", "gpt-4.1-nano", False, 1_047_576),
        ("openai", "gpt-4-0613", False, 8_192),
        ("openai", "gpt-5.1", False, 400_000),
        ("openrouter", "openai/gpt-4o:extended", False, 128_000),
        ("openrouter", "meta-llama/Llama-3.1-8B-Instruct", False, 131_072),
        ("openrouter", "openrouter/auto", False, 32_000),
        ("groq", "llama-3.3-70b-versatile", False, 131_072),
        ("gemini", "models/gemini-2.5-flash", False, 1_048_576),
        ("openai", "llama3.2:3b", True, 8_192),
        ("openai", "mixtral", True, 8_192),
        ("openai", "gpt-4o", True, 128_000),
        ("openai", "gpt-4-0613", True, 8_192),
    ],
)
def test_how_much_a_model_takes(provider: str, model: str, is_local: bool, tokens: int) -> None:
    assert profiles.of(provider, model, is_local=is_local).context_tokens == tokens
