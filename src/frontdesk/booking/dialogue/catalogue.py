"""What is offered, as the dialogue sees it: an immutable picture of the catalogue."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from frontdesk.kit.languages import Language
from frontdesk.kit.money import Money


@dataclass(frozen=True, slots=True)
class Package:
    name: str
    price: Money
    names: Mapping[str, str] = field(default_factory=dict)

    def label(self, language: Language) -> str:
        return self.names.get(language) or self.name


@dataclass(frozen=True, slots=True)
class Service:
    """`times` are the start times of a day ("10:00"), empty for a service that is booked by the day alone."""

    id: str
    name: str
    names: Mapping[str, str] = field(default_factory=dict)
    aliases: tuple[str, ...] = ()
    duration_minutes: int = 60
    packages: tuple[Package, ...] = ()
    times: tuple[str, ...] = ()

    def label(self, language: Language) -> str:
        return self.names.get(language) or self.name

    def package(self, name: str) -> Package | None:
        return next((package for package in self.packages if package.name == name), None)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Services in the order in which they are offered; customers number them from 1."""

    services: tuple[Service, ...] = ()

    def service(self, name: str) -> Service | None:
        return next((service for service in self.services if service.name == name), None)

    @staticmethod
    def of(services: Iterable[Mapping[str, Any]]) -> "Catalogue":
        """From a list in the shape of `GET /admin/services`; inactive services are left out."""
        return Catalogue(
            tuple(
                Service(
                    id=str(row.get("id", row["name"])),
                    name=row["name"],
                    names=dict(row.get("names") or {}),
                    aliases=tuple(row.get("aliases") or ()),
                    duration_minutes=int(row.get("duration_minutes") or 60),
                    packages=tuple(
                        Package(
                            name=package["name"],
                            price=Money.parse(str(package["price"]), row.get("currency") or "INR"),
                            names=dict(package.get("names") or {}),
                        )
                        for package in row.get("packages") or ()
                    ),
                    times=tuple(row.get("times") or ()),
                )
                for row in services
                if row.get("is_active", True)
            )
        )
