"""What Gemini refuses in a request, and what it asks for."""

from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from frontdesk.simulator.style import Asked, Refused, Style, Tool, names

_MEMBERS = names(
    "model contents systemInstruction tools toolConfig safetySettings generationConfig cachedContent labels"
)
_PART = names(
    "text inlineData fileData functionCall functionResponse thought thoughtSignature executableCode codeExecutionResult"
    " videoMetadata"
)
_CONFIG = names(
    "stopSequences responseMimeType responseSchema responseJsonSchema _responseJsonSchema responseModalities"
    " candidateCount maxOutputTokens temperature topP topK seed presencePenalty frequencyPenalty responseLogprobs"
    " logprobs enableEnhancedCivicAnswers speechConfig thinkingConfig mediaResolution"
)
_SCHEMA = names(
    "type format title description nullable enum maxItems minItems properties required minProperties maxProperties"
    " minLength maxLength pattern example anyOf propertyOrdering default items minimum maximum"
)
_TYPES = names("STRING NUMBER INTEGER BOOLEAN ARRAY OBJECT NULL")


def generate(model: str, given: Any, *, is_streamed: bool, is_array: bool) -> Asked:
    """Raises Refused as the vendor would."""
    _only(given, _MEMBERS, "")
    contents = given.get("contents")
    if not isinstance(contents, list) or not contents:
        raise Refused("* GenerateContentRequest.contents: contents is not specified")
    for index, content in enumerate(contents):
        _content(content, f"contents[{index}]")
    _turns(contents, model)
    if "systemInstruction" in given:
        _only(given["systemInstruction"], frozenset({"parts", "role"}), "system_instruction")
    config = given.get("generationConfig", {})
    _only(config, _CONFIG, "generation_config")
    if config.get("candidateCount", 1) != 1:
        raise Refused("Multiple candidates is not enabled for this model")
    if "responseSchema" in config:
        _dialect(config["responseSchema"], "generation_config.response_schema")
    texts = [_text(content["parts"]) for content in contents]
    is_json = config.get("responseMimeType") == "application/json"
    schema = (
        config.get("responseSchema") or config.get("responseJsonSchema") or ({"type": "object"} if is_json else None)
    )
    return Asked(
        Style.GEMINI,
        model,
        question=next(
            (t for t, c in zip(texts[::-1], contents[::-1], strict=True) if t and c.get("role") != "model"), ""
        ),
        found=_found(contents[-1]["parts"]),
        tools=_tools(given.get("tools")),
        schema=schema,
        is_streamed=is_streamed,
        is_array=is_array,
        prompt_tokens=max(1, sum(map(len, texts)) // 4),
    )


def embed(given: Any) -> tuple[list[str], int]:
    """Texts and the wanted length of a vector, of one request or of a batch."""
    if not isinstance(given, Mapping):
        raise Refused("Invalid JSON payload received.")
    asked = given.get("requests", [given])
    texts = [_text(one.get("content", {}).get("parts", ())) for one in asked]
    if not texts or not all(texts):
        raise Refused("* EmbedContentRequest.content: contents is not specified")
    return texts, int(asked[0].get("outputDimensionality", 768))


def _only(given: Any, known: frozenset[str], place: str) -> None:
    if not isinstance(given, Mapping):
        raise Refused(f"Invalid value at '{place}' (type.googleapis.com/google.ai.generativelanguage)")
    if unknown := sorted(given.keys() - known):
        where = f" at '{place}'" if place else ""
        raise Refused(f'Invalid JSON payload received. Unknown name "{unknown[0]}"{where}: Cannot find field.')


def _content(content: Any, place: str) -> None:
    _only(content, frozenset({"role", "parts"}), place)
    if content.get("role", "user") not in ("user", "model"):
        raise Refused("Please use a valid role: user, model.")
    parts = content.get("parts")
    if not isinstance(parts, list) or not parts:
        raise Refused(f"* GenerateContentRequest.{place}.parts: contents.parts must not be empty.")
    for index, part in enumerate(parts):
        _only(part, _PART, f"{place}.parts[{index}]")
        held = part.keys() - {"thought", "thoughtSignature"}
        if len(held) != 1:
            raise Refused(
                f"* GenerateContentRequest.{place}.parts[{index}].data: required oneof field 'data' must have"
            )
        if "functionCall" in part:
            _named(part["functionCall"], frozenset({"id", "name", "args"}), "args", place)
        if "functionResponse" in part:
            _named(part["functionResponse"], frozenset({"id", "name", "response"}), "response", place)


def _named(given: Any, known: frozenset[str], inner: str, place: str) -> None:
    _only(given, known, place)
    if not given.get("name"):
        raise Refused(f"* GenerateContentRequest.{place}: Name cannot be empty.")
    if not isinstance(given.get(inner, {}), Mapping):
        raise Refused(f"Invalid value at '{place}.{inner}' (type.googleapis.com/google.protobuf.Struct)")


def _turns(contents: Sequence[Mapping[str, Any]], model: str) -> None:
    """Calls come after what the user said, and each is answered in the turn behind it."""
    open_calls: list[str] = []
    before = None
    for content in contents:
        calls = [part["functionCall"]["name"] for part in content["parts"] if "functionCall" in part]
        answers = [part["functionResponse"]["name"] for part in content["parts"] if "functionResponse" in part]
        if answers != open_calls:
            problem = "the number of function response parts is equal to the number of function call parts of the"
            raise Refused(f"Please ensure that {problem} function call turn.")
        if calls and (content.get("role") != "model" or before != "user"):
            problem = "function call turn comes immediately after a user turn or after a function response turn."
            raise Refused(f"Please ensure that {problem}")
        if calls and "gemini-3" in model and not any("thoughtSignature" in part for part in content["parts"]):
            raise Refused("Function call is missing a thought_signature in functionCall parts.")
        open_calls, before = calls, content.get("role", "user")
    if open_calls:
        raise Refused("Please ensure that the last turn is a user turn or a function response turn.")


def _tools(given: Any) -> tuple[Tool, ...]:
    made: list[Tool] = []
    for tool in given or ():
        _only(tool, frozenset({"functionDeclarations", "googleSearch", "codeExecution", "urlContext"}), "tools")
        for declared in tool.get("functionDeclarations", ()):
            known = names("name description behavior parameters parametersJsonSchema response responseJsonSchema")
            _only(declared, known, "tools.function_declarations")
            if not declared.get("name"):
                raise Refused("* GenerateContentRequest.tools[0].function_declarations[0].name: Invalid function name.")
            if "parameters" in declared and "parametersJsonSchema" in declared:
                raise Refused("Only one of parameters and parameters_json_schema may be set.")
            if "parameters" in declared:
                _dialect(declared["parameters"], "tools.function_declarations.parameters")
            schema = declared.get("parameters") or declared.get("parametersJsonSchema") or {"type": "object"}
            made.append(Tool(declared["name"], schema))
    return tuple(made)


def _dialect(schema: Any, place: str) -> None:
    """A closed form of schema: no additionalProperties, no $ref, no object without properties."""
    _only(schema, _SCHEMA, place)
    if schema.get("type") not in _TYPES and "anyOf" not in schema:
        raise Refused(f"Invalid value at '{place}.type' (type.googleapis.com/google.ai.generativelanguage.Type)")
    if schema.get("type") == "OBJECT" and not schema.get("properties") and place.endswith("parameters"):
        raise Refused(f"* GenerateContentRequest.{place}.properties: should be non-empty for OBJECT type")
    if schema.get("type") == "ARRAY" and "items" not in schema:
        raise Refused(f"* GenerateContentRequest.{place}.items: missing field.")
    for name, inner in schema.get("properties", {}).items():
        _dialect(inner, f"{place}.properties[{name}]")
    for inner in (*([schema["items"]] if "items" in schema else []), *schema.get("anyOf", ())):
        _dialect(inner, f"{place}.items")


def _found(parts: Sequence[Mapping[str, Any]]) -> str | None:
    found = [_said(part["functionResponse"].get("response", {})) for part in parts if "functionResponse" in part]
    return "\n".join(found) if found else None


def _said(response: Mapping[str, Any]) -> str:
    """The text that the answer holds, if it holds one and nothing else."""
    values = list(response.values())
    return values[0] if len(values) == 1 and isinstance(values[0], str) else orjson.dumps(response).decode()


def _text(parts: Any) -> str:
    return " ".join(part["text"] for part in parts if isinstance(part.get("text"), str))
