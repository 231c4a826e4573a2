"""Wire shapes of the catalogue."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    StringConstraints,
    ValidationError,
    WithJsonSchema,
    field_validator,
    model_validator,
)
from pydantic_core import InitErrorDetails, PydanticCustomError

from frontdesk.booking.catalogue import OfferedService, PackageTerms, ServiceTerms
from frontdesk.booking.hours import WeekHours
from frontdesk.kit.languages import Language
from frontdesk.kit.money import Money, is_currency
from frontdesk.kit.pagination import Page
from frontdesk.web.shapes import Change, Day, Listed, Whole

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
Alias = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]


def _price(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ValueError("an amount is written as a decimal number, like 15999.00")
    return str(value)


Price = Annotated[
    str,
    BeforeValidator(_price),
    WithJsonSchema(
        {
            "anyOf": [{"type": "string", "pattern": r"^\d{1,13}(\.\d+)?$"}, {"type": "number", "minimum": 0}],
            "description": 'A decimal number, best as a string: "15999.00".',
        }
    ),
]

_Problem = tuple[tuple[str | int, ...], str]  # where, and what is wrong with it

_PACKAGES = [
    {"name": "Basic", "names": {"hi": "बेसिक"}, "price": "15999.00"},
    {"name": "Premium", "names": {"hi": "प्रीमियम"}, "price": "49999.00"},
]
_SERVICE: dict[str, Any] = {
    "name": "Bridal Makeup Services",
    "names": {"hi": "ब्राइडल मेकअप", "bn": "ব্রাইডাল মেকআপ"},
    "aliases": ["wedding makeup", "dulhan makeup"],
    "currency": "INR",
    "duration_minutes": 180,
    "daily_capacity": 2,
    "is_active": True,
    "packages": _PACKAGES,
}


class PackageIn(BaseModel):
    name: Name
    names: dict[Language, Name] = Field(default_factory=dict, description="The name in other languages.")
    price: Price

    def terms(self, currency: str) -> PackageTerms:
        return PackageTerms(self.name, Money.parse(self.price, currency).minor, _plain(self.names))


class ServiceFields(BaseModel):
    """What POST and PATCH share."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_SERVICE]})

    names: dict[Language, Name] = Field(default_factory=dict, description="The name in other languages.")
    aliases: list[Alias] = Field(
        default_factory=list, max_length=50, description="Other words that people use for it, in any language."
    )
    duration_minutes: Whole = Field(60, ge=1, le=43_200)
    daily_capacity: Whole | None = Field(None, ge=0, le=100_000, description="Bookings a day; null: no limit.")
    slot_minutes: Whole | None = Field(
        None, ge=5, le=1440, description="Minutes between start times; null: booked by the day alone."
    )
    slot_capacity: Whole = Field(1, ge=1, le=1000, description="Bookings that may run at the same time.")
    opening_hours: dict[str, list[list[str]]] | None = Field(
        None,
        description='{"mon": [["10:00", "18:00"]], …}; a missing weekday is closed; null: the hours of the business.',
    )
    closed_days: list[Day] = Field(default_factory=list, max_length=1000)
    minimum_notice_hours: Whole | None = Field(None, ge=0, le=8760, description="null: the business's own rule.")
    is_active: StrictBool = True

    @field_validator("opening_hours")
    @classmethod
    def _hours(cls, value: dict[str, list[list[str]]] | None) -> dict[str, list[list[str]]] | None:
        if value is not None:
            WeekHours.of(value)
        return value


class ServiceIn(ServiceFields):
    name: Name
    currency: str | None = Field(None, description="ISO 4217, in capitals; null: the business's own.")
    packages: list[PackageIn] = Field(default_factory=list, max_length=50)

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        if self.currency is not None:
            _check_currency(self.currency)
            _check_packages(self.packages, self.currency)
        return self

    def terms(self, default_currency: str) -> ServiceTerms:
        """ValidationError if a price does not fit the default currency."""
        currency = self.currency or default_currency
        _check_packages(self.packages, currency)
        return ServiceTerms(
            **_shared(self, frozenset(ServiceFields.model_fields))
            | {
                "name": self.name,
                "currency": currency,
                "packages": tuple(package.terms(currency) for package in self.packages),
            }
        )


class ServicePatch(Change, ServiceFields):
    """Only the members that are sent change anything; `packages` replaces the whole list."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"minProperties": 1, "examples": [{"daily_capacity": 3}]}
    )
    nullable: ClassVar[frozenset[str]] = frozenset(
        {"daily_capacity", "slot_minutes", "opening_hours", "minimum_notice_hours"}
    )

    name: Name | None = None
    currency: str | None = None
    packages: list[PackageIn] | None = Field(None, max_length=50)

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        if self.currency is not None:
            _check_currency(self.currency)
        return self

    def changes(self, present: ServiceTerms) -> dict[str, Any]:
        """Members of ServiceTerms to replace; ValidationError if a price does not fit the currency."""
        changes = _shared(self, self.model_fields_set & frozenset(ServiceFields.model_fields))
        currency = self.currency or present.currency
        if self.name is not None:
            changes["name"] = self.name
        if self.packages is not None:
            _check_packages(self.packages, currency)
            changes["packages"] = tuple(package.terms(currency) for package in self.packages)
        elif currency != present.currency:
            changes["packages"] = _moved(present.packages, present.currency, currency)
        if self.currency is not None:
            changes["currency"] = currency
        return changes


class PackageOut(BaseModel):
    name: str
    names: dict[str, str]
    price: str


class ServiceOut(BaseModel):
    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                _SERVICE
                | {
                    "id": "0b1c2d3e4f5a6b7c8d9e0f1a2b3c4d5e",
                    "slot_minutes": None,
                    "slot_capacity": 1,
                    "opening_hours": None,
                    "closed_days": [],
                    "minimum_notice_hours": None,
                }
            ]
        }
    )

    id: str
    name: str
    names: dict[str, str]
    aliases: list[str]
    currency: str
    duration_minutes: int
    daily_capacity: int | None
    is_active: bool
    packages: list[PackageOut]
    slot_minutes: int | None
    slot_capacity: int
    opening_hours: dict[str, list[list[str]]] | None
    closed_days: list[str]
    minimum_notice_hours: int | None

    @staticmethod
    def of(service: OfferedService) -> "ServiceOut":
        terms = service.terms
        return ServiceOut(
            id=service.id,
            name=terms.name,
            names=dict(terms.names),
            aliases=list(terms.aliases),
            currency=terms.currency,
            duration_minutes=terms.duration_minutes,
            daily_capacity=terms.daily_capacity,
            is_active=terms.is_active,
            packages=[
                PackageOut(
                    name=package.name,
                    names=dict(package.names),
                    price=Money(package.price_minor, terms.currency).decimal(),
                )
                for package in terms.packages
            ],
            slot_minutes=terms.slot_minutes,
            slot_capacity=terms.slot_capacity,
            opening_hours=terms.opening_hours.to_json() if terms.opening_hours else None,
            closed_days=list(terms.closed_days),
            minimum_notice_hours=terms.minimum_notice_hours,
        )


class ServicesOut(Listed):
    services: list[ServiceOut]

    @staticmethod
    def of(page: Page[OfferedService]) -> "ServicesOut":
        return ServicesOut(
            services=[ServiceOut.of(service) for service in page.items],
            total=page.total,
            limit=page.limit,
            skip=page.skip,
        )


def _shared(body: ServiceFields, members: frozenset[str] | set[str]) -> dict[str, Any]:
    """The chosen members in the form in which ServiceTerms has them."""
    forms: dict[str, Any] = {
        "names": _plain(body.names),
        "aliases": tuple(body.aliases),
        "opening_hours": WeekHours.of(body.opening_hours) if body.opening_hours is not None else None,
        "closed_days": tuple(day.isoformat() for day in body.closed_days),
    }
    return {member: forms.get(member, getattr(body, member)) for member in members}


def _plain(names: Mapping[Language, str]) -> dict[str, str]:
    return {language.value: name for language, name in names.items()}


def _check_currency(currency: str) -> None:
    if not is_currency(currency):
        raise _wrong((("currency",), f"{currency[:10]!r} is not an ISO 4217 currency code"))


def _check_packages(packages: list[PackageIn], currency: str) -> None:
    found: list[_Problem] = []
    names: set[str] = set()
    for place, package in enumerate(packages):
        if package.name.casefold() in names:
            found.append((("packages", place, "name"), "two packages have the same name"))
        names.add(package.name.casefold())
        try:
            Money.parse(package.price, currency)
        except ValueError as error:
            found.append((("packages", place, "price"), str(error)))
    if found:
        raise _wrong(*found)


def _moved(packages: tuple[PackageTerms, ...], old: str, new: str) -> tuple[PackageTerms, ...]:
    """The same decimal prices in another currency: an owner who corrects the currency means the same numbers."""
    try:
        return tuple(
            PackageTerms(each.name, Money.parse(Money(each.price_minor, old).decimal(), new).minor, each.names)
            for each in packages
        )
    except ValueError as error:
        raise _wrong((("currency",), f"the prices do not fit it: {error}")) from error


def _wrong(*found: _Problem) -> ValidationError:
    """Names each member, where a plain ValueError of a validator would name the whole body."""
    details = [
        InitErrorDetails(type=PydanticCustomError("service", "{says}", {"says": says}), loc=place, input=None)
        for place, says in found
    ]
    return ValidationError.from_exception_data("Service", details)
