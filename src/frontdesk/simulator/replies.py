"""What is said where no script says it: always the same to the same question, and tools are called that it names."""

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from hashlib import blake2b
from itertools import cycle, islice
from typing import Any

import orjson

from frontdesk.simulator.script import Call, Script
from frontdesk.simulator.style import Asked, Tool

_LOREM = (
    "lorem ipsum dolor sit amet consectetur adipiscing elit sed do eiusmod tempor incididunt ut labore et dolore magna"
    " aliqua ut enim ad minim veniam quis nostrud exercitation ullamco laboris nisi ut aliquip ex ea commodo consequat"
)
_MARKER = re.compile(r"\[\[sim:(.*?)\]\]", re.DOTALL)
_TOKEN = re.compile(r"\s*\S{1,6}|\s+")
_PLACE = re.compile(r"\b(?:in|at|for|of|about|on)\s+(?!the\b)(\w[\w' -]*)", re.IGNORECASE)
_LONGEST_QUOTE = 300


def marker(question: str) -> str | None:
    """What stands in `[[sim: …]]`."""
    found = _MARKER.search(question)
    return found[1] if found else None


def cut(text: str) -> tuple[str, ...]:
    """About as long as tokens are, spaces in front."""
    return tuple(_TOKEN.findall(text))


@lru_cache(maxsize=16)
def lorem(tokens: int) -> tuple[str, ...]:
    words = islice(cycle(_LOREM.split()), tokens)
    return tuple(word if index == 0 else f" {word}" for index, word in enumerate(words))


def said(script: Script, asked: Asked) -> tuple[tuple[str, ...], tuple[Call, ...]]:
    """The pieces of the reply, and the calls behind it."""
    if script.is_silent:
        script = _own(script, asked)
    pieces = script.pieces or (lorem(script.tokens) if script.tokens is not None else cut(script.reply or ""))
    return pieces, script.calls


def vector(text: str, length: int) -> list[float]:
    """The same for the same text, nearer to each other the more words two texts share; of length one."""
    made = [0.0] * length
    for word in text.lower().split() or [text]:
        digest = blake2b(word.encode(), digest_size=32).digest()
        for at in range(0, 32, 4):
            number = int.from_bytes(digest[at : at + 4], "big")
            made[number % length] += 1.0 if number & 0x80000000 else -1.0
    size = sum(value * value for value in made) ** 0.5 or 1.0
    return [round(value / size, 7) for value in made]


def _own(script: Script, asked: Asked) -> Script:
    if asked.schema is not None:
        return replace(script, reply=orjson.dumps(_instance(asked.schema, asked.question)).decode())
    question = _MARKER.sub("", asked.question).strip()
    if asked.found is not None:
        return replace(script, reply=f"The tool found: {asked.found[:_LONGEST_QUOTE]}")
    tool = _named(question, asked.tools)
    if tool is not None:
        arguments = _instance(tool.parameters, _subject(question))
        return replace(script, calls=(Call(tool.name, orjson.dumps(arguments).decode()),))
    return replace(
        script,
        reply=f'You said: "{question[:_LONGEST_QUOTE]}". I am the simulator of {asked.style}, model {asked.model}.',
    )


def _named(question: str, tools: tuple[Tool, ...]) -> Tool | None:
    words = set(re.findall(r"\w+", question.lower()))
    return max((tool for tool in tools if _shared(tool, words)), key=lambda tool: _shared(tool, words), default=None)


def _shared(tool: Tool, words: set[str]) -> int:
    return len({part for part in tool.name.lower().replace("-", "_").split("_") if len(part) > 3} & words)


def _subject(question: str) -> str:
    """What the question is about, as far as that can be seen from outside: the words behind the last preposition."""
    places = _PLACE.findall(question)
    return places[-1].strip() if places else question


def _instance(schema: Mapping[str, Any], text: str) -> Any:
    """The least that the schema allows; required texts are `text`."""
    if schema.get("enum"):
        return schema["enum"][0]
    kind = schema.get("type", "object")
    match str(kind[0] if isinstance(kind, list) else kind).lower():
        case "object":
            needed = schema.get("required", ())
            inner = schema.get("properties", {})
            return {name: _instance(inner[name], text) for name in needed if name in inner}
        case "array":
            return []
        case "integer" | "number":
            return schema.get("minimum", 1)
        case "boolean":
            return False
        case "null":
            return None
        case _:
            return text
