"""The business as one TOML file: what may stand in it, read with the place of every mistake, and written back."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Self

import tomli_w
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, field_validator, model_validator
from pydantic_core import ErrorDetails

from frontdesk.booking.catalogue import Business, PackageTerms, ServiceTerms
from frontdesk.booking.hours import WeekHours
from frontdesk.kit.errors import BadInput, FieldProblem
from frontdesk.kit.money import Money
from frontdesk.knowledge.entries import EntryDraft
from frontdesk.web.surfaces.booking_desk.knowledge_schemas import EntryIn
from frontdesk.web.surfaces.booking_desk.service_schemas import Name, PackageIn, ServiceIn

_MAX_BYTES = 20 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class BusinessFile:
    """A part that is None does not stand in the file and is left as it is; one that stands there is meant whole."""

    business: Business | None = None
    services: tuple[ServiceTerms, ...] | None = None
    knowledge: tuple[EntryDraft, ...] | None = None


def _spans(value: object) -> object:
    """ "10:00-13:00, 15:00-19:00" for a day, beside the pairs that the API takes."""
    if not isinstance(value, dict):
        return value
    return {
        day: [span.strip().split("-") for span in spans.split(",") if span.strip()] if isinstance(spans, str) else spans
        for day, spans in value.items()
    }


Hours = Annotated[dict[str, list[list[str]]] | None, BeforeValidator(_spans)]


class _BusinessIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: Name
    opening_hours: Hours = None
    closed_days: list[date] = Field(default_factory=list, max_length=1000)
    minimum_notice_hours: Annotated[int, Field(ge=0, le=8760)] = 0
    horizon_days: Annotated[int, Field(ge=1, le=3650)] = 730

    @field_validator("opening_hours")
    @classmethod
    def _hours(cls, value: dict[str, list[list[str]]] | None) -> dict[str, list[list[str]]] | None:
        if value is not None:
            WeekHours.of(value)
        return value

    def facts(self) -> Business:
        return Business(
            name=self.name,
            opening_hours=WeekHours.of(self.opening_hours) if self.opening_hours is not None else None,
            closed_days=tuple(sorted({day.isoformat() for day in self.closed_days})),
            minimum_notice_hours=self.minimum_notice_hours,
            horizon_days=self.horizon_days,
        )


class _PackageIn(PackageIn):
    model_config = ConfigDict(extra="forbid")


class _ServiceIn(ServiceIn):
    opening_hours: Hours = None
    packages: list[_PackageIn] = Field(default_factory=list, max_length=50)  # type: ignore[assignment]


class _EntryIn(EntryIn):
    model_config = ConfigDict(extra="forbid")


class _FileIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    business: _BusinessIn | None = None
    services: list[_ServiceIn] | None = Field(None, max_length=500)
    knowledge: list[_EntryIn] | None = Field(None, max_length=20_000)

    @model_validator(mode="after")
    def _names_once(self) -> Self:
        seen = set()
        for service in self.services or ():
            if service.name in seen:
                raise ValueError(f'two services are called "{service.name}"')
            seen.add(service.name)
        titles = set()
        for entry in self.knowledge or ():
            if (entry.language, entry.title) in titles:
                raise ValueError(f'two entries in {entry.language} are called "{entry.title}"')
            titles.add((entry.language, entry.title))
        return self


_TABLES: Mapping[tuple[str, ...], type[BaseModel]] = {
    ("business",): _BusinessIn,
    ("services",): _ServiceIn,
    ("services", "packages"): _PackageIn,
    ("knowledge",): _EntryIn,
}


def read(path: Path, *, currency: str) -> BusinessFile:
    """`currency` is that of services which name none. BadInput has one sentence, with its line, for each mistake."""
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise BadInput(f"{path} is larger than {_MAX_BYTES // 1024**2} MiB.")
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path} cannot be read: {error}.") from error
    return parse(text, str(path), currency=currency)


def parse(text: str, name: str, *, currency: str) -> BusinessFile:
    try:
        raw = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise BadInput(f"{name} is not TOML: {error}.") from error
    for service in raw.get("services") or () if isinstance(raw.get("services"), list) else ():
        if isinstance(service, dict):
            service.setdefault("currency", currency)
    try:
        given = _FileIn.model_validate(raw)
    except ValidationError as error:
        lines = Lines(text)
        found = [
            FieldProblem(_path(detail["loc"]), _mistake(name, lines, detail["loc"], _said(detail)))
            for detail in sorted(
                error.errors(include_url=False, include_input=False), key=lambda detail: lines.of(detail["loc"])
            )
        ]
        raise BadInput(problems=found) from error
    return BusinessFile(
        business=given.business.facts() if given.business else None,
        services=tuple(service.terms(currency) for service in given.services) if given.services is not None else None,
        knowledge=tuple(entry.draft() for entry in given.knowledge) if given.knowledge is not None else None,
    )


def _said(detail: ErrorDetails) -> str:
    """The parser's own words, but for keys that do not exist: there the likely or the possible ones are named."""
    if detail["type"] == "model_type":
        return "this must be a table"
    if detail["type"] != "extra_forbidden":
        return detail["msg"]
    *tables, key = (part for part in detail["loc"] if isinstance(part, str))
    known = list(_TABLES.get(tuple(tables), _FileIn).model_fields)
    close = get_close_matches(str(key), known, 1)
    return f"there is no such key (perhaps {close[0]})" if close else f"there is no such key, only {', '.join(known)}"


def _mistake(name: str, lines: "Lines", location: Sequence[str | int], message: str) -> str:
    said = message.removeprefix("Value error, ").rstrip(".")
    place = _path(location)
    return f"{name}, line {lines.of(location)}: {place}: {said}." if place else f"{name}: {said}."


def _path(location: Sequence[str | int]) -> str:
    """services[2].price, counted from 1 as people do."""
    shown = ""
    for part in location:
        if part == "[key]":  # the parser's remark that the key itself is wrong
            continue
        shown += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if shown else part
    return shown


class Lines:
    """Where tables and keys begin. The parser does not say; this look at the text is right for files as people write
    them, and names the nearest line above for the rest."""

    _HEADER = re.compile(r"\s*\[(\[?)\s*([^\[\]]+?)\s*\]")
    _KEY = re.compile(r"""\s*("[^"]*"|'[^']*'|[\w-]+)\s*(?:\.[^=]*)?=""")

    def __init__(self, text: str) -> None:
        self._at: dict[tuple[str | int, ...], int] = {}
        table: tuple[str | int, ...] = ()
        quoted: str | None = None
        for number, line in enumerate(text.splitlines(), start=1):
            if quoted is not None:
                quoted = None if line.count(quoted) % 2 else quoted
                continue
            if header := self._HEADER.match(line):
                table = self._table(header[2], is_list=bool(header[1]))
                self._at.setdefault(table, number)
            elif key := self._KEY.match(line):
                self._at.setdefault((*table, key[1].strip("\"'")), number)
                quoted = next((mark for mark in ('"""', "'''") if line.count(mark) % 2), None)

    def of(self, location: Sequence[str | int]) -> int:
        """The line of the innermost part of `location` that is known; 1 if none is."""
        parts = tuple(location)
        return next((self._at[parts[:end]] for end in range(len(parts), 0, -1) if parts[:end] in self._at), 1)

    def _table(self, header: str, *, is_list: bool) -> tuple[str | int, ...]:
        parts = [part.strip().strip("\"'") for part in header.split(".")]
        path: tuple[str | int, ...] = ()
        for place, part in enumerate(parts):
            path = (*path, part)
            members = sum(known[:-1] == path and isinstance(known[-1], int) for known in self._at)
            if is_list and place == len(parts) - 1:
                path = (*path, members)
            elif members:
                path = (*path, members - 1)
        return path


def render(content: BusinessFile) -> str:
    """What `parse` reads back as `content`; what stands at its default is left out."""
    tables: dict[str, Any] = {}
    if content.business is not None:
        tables["business"] = dict(_told(content.business, _house_forms(content.business)))
    if content.services is not None:
        tables["services"] = [dict(_told(terms, _service_forms(terms))) for terms in content.services]
    if content.knowledge is not None:
        tables["knowledge"] = [
            dict(_told(draft, {"language": draft.language.value, "category": draft.category}))
            for draft in content.knowledge
        ]
    return tomli_w.dumps(tables, multiline_strings=True)


def _told(thing: Business | ServiceTerms | EntryDraft, forms: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Members in their order, tables behind plain values as TOML wants them."""
    tables = []
    for member in fields(thing):
        value = getattr(thing, member.name)
        default = member.default_factory() if member.default_factory is not MISSING else member.default
        if value is None or value == default:
            continue
        shown = forms.get(member.name, value)
        if isinstance(shown, dict) or (isinstance(shown, list) and isinstance(shown[0], dict)):
            tables.append((member.name, shown))
        else:
            yield member.name, shown
    yield from tables


def _hours(week: WeekHours | None) -> dict[str, str]:
    return {day: ", ".join("-".join(span) for span in spans) for day, spans in (week.to_json() if week else {}).items()}


def _house_forms(house: Business) -> dict[str, Any]:
    return {
        "opening_hours": _hours(house.opening_hours),
        "closed_days": [date.fromisoformat(day) for day in house.closed_days],
    }


def _service_forms(terms: ServiceTerms) -> dict[str, Any]:
    return {
        "names": dict(terms.names),
        "aliases": list(terms.aliases),
        "opening_hours": _hours(terms.opening_hours),
        "closed_days": [date.fromisoformat(day) for day in terms.closed_days],
        "packages": [_package(package, terms.currency) for package in terms.packages],
    }


def _package(package: PackageTerms, currency: str) -> dict[str, Any]:
    shown: dict[str, Any] = {"name": package.name, "price": Money(package.price_minor, currency).decimal()}
    return shown | ({"names": dict(package.names)} if package.names else {})
