"""What a function may be called with: its signature as a JSON Schema, and what models answer held against it.

The schema keeps to what every vendor's strict form knows: closed objects, no references, no defaults. What it cannot
say (a pattern, a length) is still checked when the tool is called, and the model is told what was wrong.
"""

import re
from collections.abc import Callable, Mapping
from inspect import Parameter, Signature, cleandoc, signature
from typing import Annotated, Any, NotRequired, get_args, get_type_hints

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError
from typing_extensions import TypedDict

# The part of JSON Schema that OpenAI, Groq and Gemini all take.
_KEPT = ("type", "description", "enum", "minimum", "maximum", "minItems", "maxItems")
_TYPES = frozenset({"object", "array", "string", "integer", "number", "boolean"})
_MOST_PROBLEMS = 5
# Levels of a foreign schema that are read; one that is made of itself has no end.
_DEEPEST = 8
# `place: the town`, also as `:param place:` and, below "Args:", `place (str): the town`.
_LINE = re.compile(r"(\s*)(?::param\s+)?(\w+)(?:\s*\([^)]*\))?:\s+(\S.*)")


class BadArguments(Exception):
    """One sentence for the model."""


class Parameters:
    """Of `function`, leaving out the parameters named in `handed`. TypeError where no closed schema can be made."""

    def __init__(self, function: Callable[..., Any], handed: frozenset[str], told: Mapping[str, str]) -> None:
        hints = get_type_hints(function, include_extras=True)
        fields: dict[str, Any] = {}
        optional: set[str] = set()
        self._else_none: dict[str, None] = {}
        for name, parameter in _named(signature(function)).items():
            if name in handed:
                continue
            if name not in hints:
                raise TypeError(f"the parameter {name} has no type")
            fields[name] = Annotated[hints[name], Field(description=told[name])] if name in told else hints[name]
            if parameter.default is Parameter.empty and type(None) in get_args(hints[name]):
                self._else_none[name] = None
            if parameter.default is not Parameter.empty or name in self._else_none:
                optional.add(name)
                fields[name] = NotRequired[fields[name]]
        self._optional = frozenset(optional)
        # A dict of given types, so that a parameter may have any name that a parameter can have.
        made_as: Any = TypedDict
        shape = made_as("Arguments", fields)
        shape.__pydantic_config__ = ConfigDict(extra="forbid")
        self._adapter: TypeAdapter[dict[str, Any]] = TypeAdapter(shape)
        made = self._adapter.json_schema()
        self.schema = _plain(made, made.get("$defs", {}), ())

    def read(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """The arguments as the function wants them; BadArguments says what is wrong with them.

        Models write null for what they leave out.
        """
        said = {name: value for name, value in given.items() if value is not None or name not in self._optional}
        try:
            return {**self._else_none, **self._adapter.validate_python(said)}
        except ValidationError as error:
            raise BadArguments(_sentence(error)) from None


def read_docstring(function: Callable[..., Any]) -> tuple[str, dict[str, str]]:
    """What the tool does, from the first paragraph, and what its parameters mean, from the lines that name them."""
    first, _, rest = cleandoc(function.__doc__ or "").partition("\n\n")
    names = signature(function).parameters
    told: dict[str, str] = {}
    about, depth = "", 0
    for line in rest.splitlines():
        if (found := _LINE.fullmatch(line)) and found[2] in names:
            about, depth = found[2], len(found[1])
            told[about] = found[3].strip()
        elif about and line.strip() and len(line) - len(line.lstrip()) > depth:
            told[about] += " " + line.strip()
        else:
            about = ""
    return " ".join(first.split()), told


def _named(called: Signature) -> Mapping[str, Parameter]:
    unnamed = (Parameter.POSITIONAL_ONLY, Parameter.VAR_POSITIONAL, Parameter.VAR_KEYWORD)
    for name, parameter in called.parameters.items():
        if parameter.kind in unnamed:
            raise TypeError(f"the parameter {name} cannot be given by name")
    return called.parameters


def _plain(schema: Mapping[str, Any], definitions: Mapping[str, Any], inside: tuple[str, ...]) -> dict[str, Any]:
    if "$ref" in schema:
        name = str(schema["$ref"]).rpartition("/")[2]
        if name in inside:
            raise TypeError(f"{name} is made of itself, which no closed schema can say")
        own = {key: schema[key] for key in ("description",) if key in schema}
        return _plain({**definitions[name], **own}, definitions, (*inside, name))
    if "anyOf" in schema or "oneOf" in schema:
        return _one_of(schema, definitions, inside)
    made: dict[str, Any] = {key: schema[key] for key in _KEPT if key in schema}
    if "const" in schema:
        made["enum"] = [schema["const"]]
    match schema.get("type"):
        case "object":
            if "properties" not in schema and schema.get("additionalProperties") is not False:
                raise TypeError("a mapping has no closed schema: name its parts in a dataclass")
            properties = schema.get("properties", {})
            made["properties"] = {name: _plain(part, definitions, inside) for name, part in properties.items()}
            made["required"] = [name for name in schema.get("required", ()) if name in properties]
            made["additionalProperties"] = False
        case "array":
            if "items" not in schema:
                raise TypeError("a list needs one type of what it holds")
            made["items"] = _plain(schema["items"], definitions, inside)
        case None if "enum" not in made:
            raise TypeError("a parameter may be text, a number, true or false, a choice, a list or a dataclass")
    return made


def _one_of(schema: Mapping[str, Any], definitions: Mapping[str, Any], inside: tuple[str, ...]) -> dict[str, Any]:
    """Null is no choice: what may be null is not required instead."""
    choices = [choice for choice in schema.get("anyOf") or schema["oneOf"] if choice.get("type") != "null"]
    own = {key: schema[key] for key in ("description",) if key in schema}
    if len(choices) == 1:
        return _plain({**choices[0], **own}, definitions, inside)
    return {"anyOf": [_plain(choice, definitions, inside) for choice in choices], **own}


def _sentence(error: ValidationError) -> str:
    """What was given is not repeated: it may be as long as it likes."""
    problems = error.errors(include_url=False, include_input=False, include_context=False)
    told = [f"{'.'.join(map(str, one['loc'])) or 'arguments'}: {one['msg']}" for one in problems[:_MOST_PROBLEMS]]
    if len(problems) > _MOST_PROBLEMS:
        told.append(f"and {len(problems) - _MOST_PROBLEMS} more")
    return "Wrong arguments. " + "; ".join(told) + "."


def tamed(schema: object) -> dict[str, Any]:
    """A foreign schema of an object, reduced to what all vendors take. What that cannot say is left open: whoever wrote
    the schema checks the arguments again."""
    whole: Mapping[str, Any] = schema if isinstance(schema, Mapping) else {}
    definitions = whole.get("$defs") or whole.get("definitions") or {}
    made = _tamed({**whole, "type": "object"}, definitions if isinstance(definitions, Mapping) else {}, _DEEPEST)
    made.pop("description", None)
    return made


def _tamed(schema: object, definitions: Mapping[str, Any], left: int) -> dict[str, Any]:
    if not isinstance(schema, Mapping) or not left:
        return {"type": "string"}
    if isinstance(reference := schema.get("$ref"), str):
        return _tamed(definitions.get(reference.rpartition("/")[2]), definitions, left - 1)
    for word in ("anyOf", "oneOf", "allOf"):
        choices = [one for one in schema.get(word) or () if isinstance(one, Mapping) and one.get("type") != "null"]
        if choices and "type" not in schema:
            return _tamed({"description": schema.get("description"), **choices[0]}, definitions, left - 1)
    kind = schema.get("type")
    if isinstance(kind, (list, tuple)):
        kind = next((one for one in kind if one != "null"), "string")
    made: dict[str, Any] = {name: schema[name] for name in _KEPT if schema.get(name) is not None}
    made["type"] = kind if kind in _TYPES else _type_of(schema)
    if made["type"] == "object":
        properties = schema.get("properties")
        named = properties if isinstance(properties, Mapping) else {}
        made["properties"] = {str(name): _tamed(part, definitions, left - 1) for name, part in named.items()}
        made["required"] = [name for name in schema.get("required") or () if name in made["properties"]]
    elif made["type"] == "array":
        made["items"] = _tamed(schema.get("items", {}), definitions, left - 1)
    return made


def _type_of(schema: Mapping[str, Any]) -> str:
    """What a schema that names no type is about."""
    values = schema.get("enum")
    if isinstance(values, list) and values and all(type(value) is int for value in values):
        return "integer"
    return "object" if "properties" in schema else "array" if "items" in schema else "string"
