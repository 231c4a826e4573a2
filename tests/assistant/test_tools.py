"""A typed function becomes a tool: what models are told of it, and what it can be called with."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal, Optional

import pytest
from pydantic import BaseModel, Field

from frontdesk.assistant.parameters import BadArguments, tamed
from frontdesk.assistant.tools import Tool, ToolContext, tool
from frontdesk.identity.actor import Actor, Role
from frontdesk.kit.ids import AccountId
from frontdesk.kit.languages import Language

CONTEXT = ToolContext(Actor(AccountId("a"), "asha@example.com", Role.CUSTOMER), Language.EN)


@dataclass
class Guest:
    name: str
    age: int | None = None


class Table(BaseModel):
    seats: Annotated[int, Field(ge=1, description="how many sit at it")]


def _schema(made: Tool) -> Any:
    return made.spec.parameters


def test_the_docstring_says_what_it_does_and_what_the_parameters_mean() -> None:
    @tool
    def reserve(place: str, hours: int = 2) -> str:
        """Reserves a room
        for some hours.

        Not for nights.

        Args:
            place (str): the town,
                or its postcode
            hours: how long; 2 if left out
        """
        return place * hours

    assert reserve.spec.name == "reserve"
    assert reserve.spec.description == "Reserves a room for some hours."
    assert _schema(reserve) == {
        "type": "object",
        "properties": {
            "place": {"type": "string", "description": "the town, or its postcode"},
            "hours": {"type": "integer", "description": "how long; 2 if left out"},
        },
        "required": ["place"],
        "additionalProperties": False,
    }
    assert reserve.call({"place": "x"}, CONTEXT) == "xx"


_KINDS: list[tuple[Any, dict[str, Any]]] = [
    (str, {"type": "string"}),
    (int, {"type": "integer"}),
    (float, {"type": "number"}),
    (bool, {"type": "boolean"}),
    (date, {"type": "string"}),
    (Literal["tea", "milk"], {"type": "string", "enum": ["tea", "milk"]}),
    (Literal["tea"], {"type": "string", "enum": ["tea"]}),
    (list[int], {"type": "array", "items": {"type": "integer"}}),
    (Annotated[int, Field(ge=1, le=9, description="d")],
     {"type": "integer", "minimum": 1, "maximum": 9, "description": "d"}),
    (int | str, {"anyOf": [{"type": "integer"}, {"type": "string"}]}),
    (Guest, {"type": "object", "properties": {"name": {"type": "string"}, "age": {"type": "integer"}},
             "required": ["name"], "additionalProperties": False}),
    (list[Table], {"type": "array", "items": {
        "type": "object",
        "properties": {"seats": {"type": "integer", "minimum": 1, "description": "how many sit at it"}},
        "required": ["seats"], "additionalProperties": False}}),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "expected"), _KINDS)
def test_each_kind_of_parameter_has_a_closed_schema(kind: Any, expected: dict[str, Any]) -> None:
    def some(it: Any) -> str:
        """Does some."""
        return str(it)

    some.__annotations__["it"] = kind
    made = tool(some)
    assert _schema(made)["properties"] == {"it": expected}
    assert _schema(made)["required"] == ["it"]


def test_what_may_be_none_is_not_required() -> None:
    @tool
    def some(one: Optional[int], two: int | None = None, three: int = 3) -> list[int | None]:  # noqa: UP045
        """Does some."""
        return [one, two, three]

    assert _schema(some)["required"] == []
    assert _schema(some)["properties"]["one"] == {"type": "integer"}
    assert some.call({}, CONTEXT) == [None, None, 3]
    # Models write null for what they leave out.
    assert some.call({"one": None, "two": None, "three": None}, CONTEXT) == [None, None, 3]
    assert some.call({"one": 1, "three": 4.0}, CONTEXT) == [1, None, 4]


def test_arguments_come_as_what_the_function_wants() -> None:
    @tool
    def some(guest: Guest, tables: list[Table], on: date) -> tuple[Any, ...]:
        """Does some."""
        return guest, tables, on

    said = {"guest": {"name": "A", "age": "7"}, "tables": [{"seats": 2}], "on": "2026-11-23"}
    assert some.call(said, CONTEXT) == (Guest("A", 7), [Table(seats=2)], date(2026, 11, 23))


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({}, "Wrong arguments. place: Field required."),
        ({"place": 3}, "Wrong arguments. place: Input should be a valid string."),
        ({"place": "x", "days": 9}, "Wrong arguments. days: Input should be less than or equal to 3."),
        ({"place": "x", "town": "y"}, "Wrong arguments. town: Extra inputs are not permitted."),
        ({"place": None}, "Wrong arguments. place: Input should be a valid string."),
        ({"place": "x", **{f"n{n}": 1 for n in range(7)}}, "; and 2 more."),
    ],
)
def test_bad_arguments_are_told_without_repeating_them(said: dict[str, Any], told: str) -> None:
    @tool
    def some(place: str, days: Annotated[int, Field(le=3)] = 1) -> str:
        """Does some."""
        return place * days

    with pytest.raises(BadArguments) as caught:
        some.call(said, CONTEXT)
    assert told in str(caught.value)


def test_the_context_is_handed_in_and_is_no_parameter() -> None:
    @tool(name="who", role=Role.ADMIN, timeout=3, max_result=20)
    def some(on_behalf: ToolContext) -> str:
        """Says who."""
        return on_behalf.actor.email

    assert _schema(some) == {"type": "object", "properties": {}, "required": [], "additionalProperties": False}
    assert some.call({}, CONTEXT) == "asha@example.com"
    assert (some.spec.name, some.role, some.timeout, some.max_result) == ("who", Role.ADMIN, 3, 20)


def test_parameters_may_be_named_as_they_like() -> None:
    @tool
    def some(schema: str, copy: str, _hidden: int, model_config: str) -> str:
        """Does some."""
        return schema + copy + model_config

    assert some.call({"schema": "a", "copy": "b", "_hidden": 1, "model_config": "c"}, CONTEXT) == "abc"


class Endless(BaseModel):
    next: "Endless | None" = None


_UNFIT: list[tuple[Any, str]] = [
    (dict[str, int], "a mapping has no closed schema"),
    (Endless, "Endless is made of itself"),
    (list[Any], "a parameter may be text"),
    (Any, "a parameter may be text"),
]


@pytest.mark.parametrize(("kind", "said"), _UNFIT)
def test_what_no_vendor_understands_is_refused_when_the_tool_is_made(kind: Any, said: str) -> None:
    def some(it: Any) -> str:
        """Does some."""
        return str(it)

    some.__annotations__["it"] = kind
    with pytest.raises(TypeError, match=said):
        tool(some)


def test_a_tool_needs_types_names_and_a_docstring() -> None:
    def untyped(it) -> str:  # type: ignore[no-untyped-def]
        """Does some."""
        return str(it)

    def several(*them: str) -> str:
        """Does some."""
        return str(them)

    def undescribed(it: str) -> str:
        return it

    with pytest.raises(TypeError, match="it has no type"):
        tool(untyped)
    with pytest.raises(TypeError, match="them cannot be given by name"):
        tool(several)
    with pytest.raises(ValueError, match="needs a docstring"):
        tool(undescribed)


@pytest.mark.parametrize("name", ["", "9lives", "ein wort", "ä", "a" * 65, "a.b"])
def test_names_are_such_as_all_vendors_take(name: str) -> None:
    def some() -> str:
        """Does some."""
        return ""

    with pytest.raises(ValueError, match="no name of a tool"):
        tool(name=name or " ")(some)


_FOREIGN: list[tuple[Any, Any]] = [
    (None, {}),
    ({"$schema": "x", "properties": {"a": {"type": "string", "title": "A"}}}, {"a": {"type": "string"}}),
    ({"properties": {"a": {"enum": [1, 2]}}}, {"a": {"type": "integer", "enum": [1, 2]}}),
    ({"properties": {"a": {"type": ["integer", "null"]}}}, {"a": {"type": "integer"}}),
    ({"properties": {"a": {"anyOf": [{"type": "null"}, {"type": "number"}]}}}, {"a": {"type": "number"}}),
    ({"properties": {"a": {}}}, {"a": {"type": "string"}}),
    ({"properties": {"a": True}}, {"a": {"type": "string"}}),
    ({"properties": {"a": {"type": "array"}}}, {"a": {"type": "array", "items": {"type": "string"}}}),
    ({"properties": {"a": {"$ref": "#/$defs/A"}}, "$defs": {"A": {"enum": ["x"]}}},
     {"a": {"type": "string", "enum": ["x"]}}),
]  # fmt: skip


@pytest.mark.parametrize(("foreign", "properties"), _FOREIGN)
def test_foreign_schemas_are_reduced_to_what_all_vendors_take(foreign: Any, properties: Any) -> None:
    made = tamed(foreign)
    assert made == {"type": "object", "properties": properties, "required": []}


def test_a_foreign_schema_made_of_itself_ends_somewhere() -> None:
    node = {"type": "object", "properties": {"next": {"$ref": "#/$defs/Node"}}, "required": ["next", "gone"]}
    made = tamed({"$ref": "#/$defs/Node", **node, "$defs": {"Node": node}})
    assert str(made).count("next") < 20
