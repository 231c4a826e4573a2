"""What the business offers and when it is open: the write side, and the picture that a process keeps of it."""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, delete, func, insert, select, update

from frontdesk.booking.dialogue.catalogue import Catalogue, Package, Service
from frontdesk.booking.hours import WeekHours, start_times
from frontdesk.booking.models import business, services
from frontdesk.kit.errors import Conflict, NotFound
from frontdesk.kit.ids import ServiceId, new_id
from frontdesk.kit.languages import Language
from frontdesk.kit.money import Money
from frontdesk.kit.pagination import Page, Paging
from frontdesk.storage import versions
from frontdesk.storage.session import Tx

_TOPIC = "catalogue"


class NameTaken(Conflict):
    code = "service_exists"
    detail = "There is already a service of this name."


@dataclass(frozen=True, slots=True)
class PackageTerms:
    """`price_minor` counts the smallest unit of the service's currency."""

    name: str
    price_minor: int
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ServiceTerms:
    """Everything that an owner decides about one service; None means the business's own rule."""

    name: str
    currency: str
    names: Mapping[str, str] = field(default_factory=dict)
    aliases: tuple[str, ...] = ()
    duration_minutes: int = 60
    daily_capacity: int | None = None
    packages: tuple[PackageTerms, ...] = ()
    slot_minutes: int | None = None
    slot_capacity: int = 1
    opening_hours: WeekHours | None = None
    closed_days: tuple[str, ...] = ()
    minimum_notice_hours: int | None = None
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class OfferedService:
    id: ServiceId
    position: int
    terms: ServiceTerms


@dataclass(frozen=True, slots=True)
class Business:
    """Facts that hold for the whole house. `opening_hours` None: open at all hours."""

    name: str
    opening_hours: WeekHours | None = None
    closed_days: tuple[str, ...] = ()
    minimum_notice_hours: int = 0
    horizon_days: int = 730


@dataclass(frozen=True, slots=True)
class Offer:
    """One consistent picture of catalogue and business, as the dialogue and the calendar read it."""

    version: int
    business: Business
    services: Mapping[str, OfferedService]  # active ones, by name
    catalogue: Catalogue

    def label(self, service: str, language: Language) -> str:
        """A service's name in a customer's language; what is offered no longer keeps the name it had."""
        offered = self.catalogue.service(service)
        return offered.label(language) if offered else service


class OfferCache:
    """The picture that a process keeps, read anew when a writer of any process has raised the version."""

    def __init__(self, default: Business) -> None:
        self._default = default
        self._lock = threading.Lock()
        self._offer: Offer | None = None

    def fresh(self, tx: Tx) -> Offer:
        version = versions.current(tx, _TOPIC)
        offer = self._offer
        if offer is not None and offer.version == version:
            return offer
        made = _picture(tx, version, self._default)
        with self._lock:
            if self._offer is None or self._offer.version <= version:
                self._offer = made
        return made


def create(tx: Tx, terms: ServiceTerms, now: datetime) -> OfferedService:
    _begin_writing(tx)
    _refuse_taken(tx, terms.name, None)
    last = tx.execute(select(func.max(services.c.position))).scalar_one_or_none()
    service = OfferedService(ServiceId(new_id()), (last or 0) + 1, terms)
    tx.execute(
        insert(services).values(
            id=service.id, position=service.position, created_at=now, updated_at=now, **_columns(terms)
        )
    )
    return service


def change(tx: Tx, service_id: str, changes: Mapping[str, Any], now: datetime) -> OfferedService:
    """`changes` are members of ServiceTerms. Bookings already made keep the names and prices they were made at."""
    _begin_writing(tx)
    present = get(tx, service_id)
    terms = replace(present.terms, **changes)
    _refuse_taken(tx, terms.name, service_id)
    tx.execute(update(services).where(services.c.id == service_id).values(updated_at=now, **_columns(terms)))
    return replace(present, terms=terms)


def arrange(tx: Tx, names: Sequence[str]) -> None:
    """Offers the named services in this order, from 1; all others keep the number they have."""
    _begin_writing(tx)
    for position, name in enumerate(names, start=1):
        tx.execute(update(services).where(services.c.name == name).values(position=position))


def remove(tx: Tx, service_id: str) -> None:
    _begin_writing(tx)
    if not tx.execute(delete(services).where(services.c.id == service_id)).rowcount:
        raise NotFound("There is no service with this id.")


def get(tx: Tx, service_id: str) -> OfferedService:
    row = tx.execute(select(services).where(services.c.id == service_id)).one_or_none()
    if row is None:
        raise NotFound("There is no service with this id.")
    return _service(row._mapping)


def find(tx: Tx, name: str) -> OfferedService | None:
    row = tx.execute(select(services).where(services.c.name == name)).one_or_none()
    return _service(row._mapping) if row else None


def listing(tx: Tx, paging: Paging, *, is_active: bool | None = None) -> Page[OfferedService]:
    """In the order in which they are offered."""
    wanted = [] if is_active is None else [services.c.is_active == is_active]
    rows = tx.execute(
        select(services).where(*wanted).order_by(services.c.position).limit(paging.limit).offset(paging.skip)
    ).all()
    total = tx.execute(select(func.count()).select_from(services).where(*wanted)).scalar_one()
    return Page([_service(row._mapping) for row in rows], total, paging.limit, paging.skip)


def facts(tx: Tx, default: Business) -> Business:
    """The business's facts; what nobody has stored is as the settings have it."""
    stored = {row.key: row.value for row in tx.execute(select(business.c.key, business.c.value))}
    known = {name: stored[name] for name in asdict(default) if name in stored}
    if "opening_hours" in known and known["opening_hours"] is not None:
        known["opening_hours"] = WeekHours.of(known["opening_hours"])
    if "closed_days" in known:
        known["closed_days"] = tuple(known["closed_days"])
    return replace(default, **known)


def store_facts(tx: Tx, values: Mapping[str, Any]) -> None:
    """`values` are members of Business in their JSON form; None makes it what the default is again."""
    _begin_writing(tx)
    for key, value in values.items():
        tx.execute(delete(business).where(business.c.key == key))
        if value is not None:
            tx.execute(insert(business).values(key=key, value=value))


def _picture(tx: Tx, version: int, default: Business) -> Offer:
    house = facts(tx, default)
    rows = tx.execute(select(services).where(services.c.is_active).order_by(services.c.position)).all()
    offered = [_service(row._mapping) for row in rows]
    return Offer(
        version=version,
        business=house,
        services={service.terms.name: service for service in offered},
        catalogue=Catalogue(tuple(_as_dialogue_sees(service, house) for service in offered)),
    )


def _as_dialogue_sees(service: OfferedService, house: Business) -> Service:
    terms = service.terms
    return Service(
        id=service.id,
        name=terms.name,
        names=terms.names,
        aliases=terms.aliases,
        duration_minutes=terms.duration_minutes,
        packages=tuple(
            Package(package.name, Money(package.price_minor, terms.currency), package.names)
            for package in terms.packages
        ),
        times=start_times(terms.opening_hours or house.opening_hours, terms.slot_minutes, terms.duration_minutes),
    )


def _begin_writing(tx: Tx) -> None:
    """Before anything is looked at: raising the version makes writers take turns, so what each finds still holds when
    it writes. Names stay unique and positions do not meet."""
    versions.bump(tx, _TOPIC)


def _refuse_taken(tx: Tx, name: str, but: str | None) -> None:
    other = tx.execute(select(services.c.id).where(services.c.name == name)).scalar_one_or_none()
    if other is not None and other != but:
        raise NameTaken


def _columns(terms: ServiceTerms) -> dict[str, Any]:
    columns = asdict(terms)
    columns["opening_hours"] = terms.opening_hours.to_json() if terms.opening_hours else None
    return columns


def _service(row: RowMapping) -> OfferedService:
    hours = row["opening_hours"]
    return OfferedService(
        id=ServiceId(row["id"]),
        position=row["position"],
        terms=ServiceTerms(
            name=row["name"],
            currency=row["currency"],
            names=row["names"],
            aliases=tuple(row["aliases"]),
            duration_minutes=row["duration_minutes"],
            daily_capacity=row["daily_capacity"],
            packages=tuple(PackageTerms(p["name"], p["price_minor"], p["names"]) for p in row["packages"]),
            slot_minutes=row["slot_minutes"],
            slot_capacity=row["slot_capacity"],
            opening_hours=WeekHours.of(hours) if hours is not None else None,
            closed_days=tuple(row["closed_days"]),
            minimum_notice_hours=row["minimum_notice_hours"],
            is_active=row["is_active"],
        ),
    )
