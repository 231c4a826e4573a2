"""What OpenAI, OpenRouter and Groq refuse in a request for a chat completion, and what it asks for."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from frontdesk.simulator.style import Asked, Refused, Style, Tool, names

# Groq's description of a request is closed. `stream_options` has no place in it.
_GROQ_MEMBERS = names(
    "citation_options compound_custom disable_tool_validation documents exclude_domains frequency_penalty function_call"
    " functions include_domains include_reasoning logit_bias logprobs max_completion_tokens max_tokens messages"
    " metadata model n parallel_tool_calls presence_penalty reasoning_effort reasoning_format response_format"
    " search_settings seed service_tier stop store stream temperature tool_choice tools top_logprobs top_p user"
)
_OPENAI_MEMBERS = names(
    "audio frequency_penalty function_call functions logit_bias logprobs max_completion_tokens max_tokens messages"
    " metadata modalities model n parallel_tool_calls prediction presence_penalty prompt_cache_key"
    " prompt_cache_retention reasoning_effort response_format safety_identifier seed service_tier stop store stream"
    " stream_options temperature tool_choice tools top_logprobs top_p user verbosity web_search_options"
)
_GROQ_MESSAGES: Mapping[str, frozenset[str]] = {
    "system": frozenset({"role", "content", "name"}),
    "developer": frozenset({"role", "content", "name"}),
    "user": frozenset({"role", "content", "name"}),
    "assistant": frozenset({"role", "content", "name", "tool_calls", "function_call", "reasoning"}),
    "tool": frozenset({"role", "content", "tool_call_id"}),
}
_OPENAI_MESSAGES: Mapping[str, frozenset[str]] = {
    **_GROQ_MESSAGES,
    "assistant": frozenset(
        {"role", "content", "name", "tool_calls", "function_call", "refusal", "audio", "annotations"}
    ),
}
_NAME = re.compile(r"[a-zA-Z0-9_-]{1,64}")


def chat(style: Style, given: Any) -> Asked:
    """Raises Refused as the vendor would."""
    if not isinstance(given, Mapping):
        raise Refused("We could not parse the JSON body of your request.")
    _members(style, given)
    for name in ("model", "messages"):
        if not given.get(name):
            raise Refused(f"you must provide a {name} parameter", name)
    model = given["model"]
    if not isinstance(model, str) or (style is Style.OPENROUTER and "/" not in model):
        raise Refused(f"{model} is not a valid model ID", "model")
    _figures(given)
    messages = given["messages"]
    if not isinstance(messages, list):
        raise Refused("Invalid type for 'messages': expected an array of objects.", "messages")
    for index, message in enumerate(messages):
        _message(style, message, f"messages.{index}")
    _answers_follow_calls(messages)
    tools = _tools(given)
    if given.get("tool_choice") is not None and not tools:
        raise Refused("'tool_choice' is only allowed when 'tools' are specified.", "tool_choice")
    return Asked(
        style,
        model,
        question=next((_text(m["content"]) for m in reversed(messages) if m["role"] == "user"), ""),
        found=_found(messages),
        tools=tools,
        schema=_schema(given.get("response_format")),
        is_streamed=bool(given.get("stream")),
        counts=bool((given.get("stream_options") or {}).get("include_usage")),
        prompt_tokens=max(1, sum(len(_text(m.get("content"))) for m in messages) // 4),
    )


def embeddings(given: Any) -> tuple[str, list[str], int]:
    """Model, texts, and the wanted length of a vector."""
    if not isinstance(given, Mapping) or not isinstance(given.get("model"), str):
        raise Refused("you must provide a model parameter", "model")
    texts = [given.get("input")] if isinstance(given.get("input"), str) else given.get("input")
    if not isinstance(texts, list) or not texts or not all(isinstance(text, str) and text for text in texts):
        raise Refused("'$.input' is invalid. Please check the API reference.", "input")
    dimensions = given.get("dimensions", 1536)
    if type(dimensions) is not int or not 1 <= dimensions <= 3072:
        raise Refused("Invalid value for 'dimensions'.", "dimensions")
    return given["model"], texts, dimensions


def _members(style: Style, given: Mapping[str, Any]) -> None:
    known = {Style.GROQ: _GROQ_MEMBERS, Style.OPENAI: _OPENAI_MEMBERS}.get(style)
    unknown = sorted(given.keys() - known) if known else []
    if unknown and style is Style.GROQ:
        raise Refused(f"property '{unknown[0]}' is unsupported")
    if unknown:
        raise Refused(f"Unrecognized request argument supplied: {unknown[0]}", unknown[0])
    if given.get("stream_options") is not None and not given.get("stream") and style is Style.OPENAI:
        raise Refused("The 'stream_options' parameter is only allowed when 'stream' is enabled.", "stream_options")


def _figures(given: Mapping[str, Any]) -> None:
    if given.get("n", 1) != 1:
        raise Refused("'n' : number must be at most 1", "n")
    for name in ("max_tokens", "max_completion_tokens"):
        if given.get(name) is not None and (type(given[name]) is not int or given[name] < 1):
            raise Refused(f"Invalid '{name}': integer below minimum value.", name)
    temperature = given.get("temperature")
    if temperature is not None and not (type(temperature) in (int, float) and 0 <= temperature <= 2):
        raise Refused("Invalid 'temperature': decimal above maximum value.", "temperature")
    if not isinstance(given.get("stream") or False, bool):
        raise Refused("Invalid type for 'stream': expected a boolean.", "stream")


def _message(style: Style, message: Any, place: str) -> None:
    if not isinstance(message, Mapping):
        raise Refused(f"Invalid type for '{place}': expected an object.", place)
    role = message.get("role")
    if not isinstance(role, str) or role not in _OPENAI_MESSAGES:
        raise Refused(f"Invalid value: '{role}'. Supported values are: {', '.join(_OPENAI_MESSAGES)}.", f"{place}.role")
    known = {Style.GROQ: _GROQ_MESSAGES, Style.OPENAI: _OPENAI_MESSAGES}.get(style)
    if known and (unknown := sorted(message.keys() - known[role])):
        said = f"'{place}' : for 'role:{role}' the following must be satisfied[('{place}' : property '{unknown[0]}' is"
        raise Refused(f"{said} unsupported)]" if style is Style.GROQ else f"Unknown parameter: '{place}.{unknown[0]}'.")
    content = message.get("content")
    if role == "assistant":
        _calls(message, f"{place}.tool_calls")
        if content is None and message.get("tool_calls") is None:
            raise Refused(f"Invalid value for 'content': expected a string, got null ({place}).", f"{place}.content")
    elif not isinstance(content, (str, list)) or (isinstance(content, list) and not content):
        raise Refused(f"Invalid value for 'content': expected a string, got {content}.", f"{place}.content")
    if role == "tool" and not isinstance(message.get("tool_call_id"), str):
        raise Refused(f"Missing required parameter: '{place}.tool_call_id'.", f"{place}.tool_call_id")


def _calls(message: Mapping[str, Any], place: str) -> None:
    calls = message.get("tool_calls")
    if calls is None:
        return
    if not isinstance(calls, list) or not calls:
        raise Refused(f"Invalid '{place}': empty array. Expected an array with minimum length 1.", place)
    for call in calls:
        made = call.get("function", {})
        right = isinstance(made.get("name"), str) and isinstance(made.get("arguments"), str)
        if call.get("type") != "function" or not call.get("id") or not right:
            raise Refused(f"Invalid '{place}': a call has an id, the type function, a name and arguments.", place)


def _answers_follow_calls(messages: Sequence[Mapping[str, Any]]) -> None:
    open_calls: set[str] = set()
    is_answering = False
    for index, message in enumerate(messages):
        if message["role"] == "tool":
            if not is_answering or message["tool_call_id"] not in open_calls:
                problem = "messages with role 'tool' must be a response to a preceding message with 'tool_calls'."
                raise Refused(f"Invalid parameter: {problem}", f"messages.[{index}].role")
            open_calls.discard(message["tool_call_id"])
            continue
        if open_calls:
            break
        open_calls = {call["id"] for call in message.get("tool_calls") or ()}
        is_answering = bool(open_calls)
    if open_calls:
        problem = "An assistant message with 'tool_calls' must be followed by tool messages responding to each"
        raise Refused(f"{problem} 'tool_call_id'. These had no response: {', '.join(sorted(open_calls))}", "messages")


def _tools(given: Mapping[str, Any]) -> tuple[Tool, ...]:
    tools = given.get("tools")
    if tools is None:
        return ()
    if not isinstance(tools, list) or not tools:
        raise Refused("[] is too short - 'tools'", "tools")
    made = []
    for index, tool in enumerate(tools):
        function = tool.get("function") if isinstance(tool, Mapping) and tool.get("type") == "function" else None
        if not isinstance(function, Mapping):
            raise Refused(f"Invalid value for 'tools[{index}]': expected a function.", f"tools[{index}]")
        if not isinstance(function.get("name"), str) or not _NAME.fullmatch(function["name"]):
            raise Refused(f"Invalid 'tools[{index}].function.name'.", f"tools[{index}].function.name")
        parameters = function.get("parameters", {"type": "object", "properties": {}})
        if not isinstance(parameters, Mapping) or parameters.get("type") != "object":
            raise Refused(f"Invalid schema for function '{function['name']}'.", f"tools[{index}].function.parameters")
        if function.get("strict"):
            _strict(parameters, f"tools[{index}].function.parameters")
        made.append(Tool(function["name"], parameters))
    return tuple(made)


def _schema(form: Any) -> Mapping[str, Any] | None:
    if form is None or form.get("type") == "text":
        return None
    if form.get("type") == "json_object":
        return {"type": "object"}
    held = form.get("json_schema") if form.get("type") == "json_schema" else None
    if not isinstance(held, Mapping) or not isinstance(held.get("schema"), Mapping) or not held.get("name"):
        raise Refused("Invalid value for 'response_format'.", "response_format")
    schema: Mapping[str, Any] = held["schema"]
    if held.get("strict"):
        _strict(schema, "response_format")
    return schema


def _strict(schema: Mapping[str, Any], place: str) -> None:
    """A strict schema is closed, and requires all that it names."""
    if schema.get("type") == "object":
        properties = schema.get("properties", {})
        if schema.get("additionalProperties") is not False:
            raise Refused(f"Invalid schema: 'additionalProperties' is required to be false ({place}).", place)
        if set(schema.get("required", ())) != set(properties):
            raise Refused(f"Invalid schema: 'required' must name every key in properties ({place}).", place)
        for inner in properties.values():
            _strict(inner, place)
    if isinstance(schema.get("items"), Mapping):
        _strict(schema["items"], place)


def _found(messages: Sequence[Mapping[str, Any]]) -> str | None:
    found: list[str] = []
    for message in reversed(messages):
        if message["role"] != "tool":
            break
        found.insert(0, _text(message["content"]))
    return "\n".join(found) if found else None


def _text(content: Any) -> str:
    if isinstance(content, list):
        return " ".join(part.get("text", "") for part in content)
    return content if isinstance(content, str) else ""
