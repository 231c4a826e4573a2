"""What the built-in tools need from outside. All of it may be missing; the tools that need it are then not offered."""

from dataclasses import dataclass
from datetime import date
from typing import Protocol


class SourceFailed(Exception):
    """`reason` is one word for logs: timeout, connection, disconnected, oversize, unreadable (no answer to use);
    limited (too many requests); quota (used up until the plan's next period); auth (a bad key); rejected (our request);
    broken (a fault of its own)."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


@dataclass(frozen=True, slots=True)
class Place:
    """As the source names it. `local_time` is "YYYY-MM-DD HH:MM" there."""

    name: str
    region: str
    country: str
    latitude: float
    longitude: float
    local_time: str | None = None


@dataclass(frozen=True, slots=True)
class Weather:
    """Just now. Units stand in the names."""

    place: Place
    condition: str
    temperature_c: float
    feels_like_c: float
    humidity_percent: float
    wind_kmh: float
    wind_from: str
    precipitation_mm: float
    cloud_percent: float
    visibility_km: float
    pressure_hpa: float
    uv_index: float


@dataclass(frozen=True, slots=True)
class Day:
    """`date` is ISO; clock times are as people of the place write them."""

    date: str
    condition: str
    lowest_c: float
    highest_c: float
    rain_chance_percent: float
    precipitation_mm: float
    strongest_wind_kmh: float
    humidity_percent: float
    uv_index: float
    sunrise: str
    sunset: str


@dataclass(frozen=True, slots=True)
class Forecast:
    place: Place
    days: tuple[Day, ...]


@dataclass(frozen=True, slots=True)
class Sky:
    place: Place
    date: str
    sunrise: str
    sunset: str
    moonrise: str
    moonset: str
    moon_phase: str
    moon_illumination_percent: float


class WeatherSource(Protocol):
    """SourceFailed where it gives no answer; None where it knows no such place."""

    async def now(self, place: str) -> Weather | None: ...

    async def forecast(self, place: str, days: int) -> Forecast | None:
        """From today on; fewer days where the plan allows no more."""

    async def sky(self, place: str, day: date) -> Sky | None: ...

    async def places(self, query: str) -> tuple[Place, ...]: ...


@dataclass(frozen=True, slots=True)
class Found:
    """One page: the part of its text that answers the query."""

    title: str
    url: str
    text: str


class WebSearch(Protocol):
    async def search(self, query: str, count: int) -> tuple[Found, ...]:
        """Best first. SourceFailed where it gives no answer."""
