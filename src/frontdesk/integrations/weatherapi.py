"""The weather, sun and moon by WeatherAPI.com."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from frontdesk.assistant.ports import Day, Forecast, Place, Sky, SourceFailed, Weather
from frontdesk.integrations.http import Answer, CallFailed, Service

_LONGEST_PLACE = 100
_MOST_PLACES = 8
_NO_SUCH_PLACE = 1006
_FAULT = 9999
_REASONS = {1002: "auth", 2006: "auth", 2007: "quota", 2008: "auth", 2009: "auth"}
# Tried again already, or no better a second time.
_TRIED = frozenset({"disconnected", "oversize"})
# It would answer for where this server stands.
_OF_THE_CALLER = re.compile(r"auto:", re.IGNORECASE)
_PLAIN = re.compile(r"http://(?=([\w-]+\.)*weatherapi\.com(:80)?(/|$))", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class WeatherApiConfig:
    """`timeout` is of one try; there are two at most."""

    api_key: str = field(repr=False)
    base_url: str = "https://api.weatherapi.com/v1"
    timeout: float = 4.0


class WeatherApi:
    """The key stands in the query, which neither errors nor logs repeat."""

    def __init__(self, config: WeatherApiConfig) -> None:
        # Its own documents still write http, which would show the key to everybody on the way.
        self._service = Service(_PLAIN.sub("https://", config.base_url), {}, config.timeout)
        self._key = config.api_key

    async def now(self, place: str) -> Weather | None:
        told = await self._ask("/current.json", place, aqi="no")
        return None if told is None else _weather(told)

    async def forecast(self, place: str, days: int) -> Forecast | None:
        told = await self._ask("/forecast.json", place, days=str(days), aqi="no", alerts="no")
        if told is None:
            return None
        listed = _part(told, "forecast").get("forecastday")
        if not isinstance(listed, list):
            raise SourceFailed("unreadable")
        known = tuple(_day(day) for day in listed if isinstance(day, Mapping))
        return Forecast(_place(_part(told, "location")), known)

    async def sky(self, place: str, day: date) -> Sky | None:
        told = await self._ask("/astronomy.json", place, dt=day.isoformat())
        return None if told is None else _sky(told, day)

    async def places(self, query: str) -> tuple[Place, ...]:
        found = await self._ask("/search.json", query)
        listed = found.get("", []) if found is not None else []
        return tuple(_place(one) for one in listed[:_MOST_PLACES] if isinstance(one, Mapping))

    async def _ask(self, path: str, place: str, **more: str) -> Mapping[str, Any] | None:
        """A list stands under the name ""."""
        if _OF_THE_CALLER.match(place.strip()):
            return None
        answer = await self._try_twice(path, {"key": self._key, "q": place[:_LONGEST_PLACE], **more})
        if answer.status == 200:
            return _read(answer)
        error = answer.json().get("error")
        code = error.get("code") if isinstance(error, Mapping) else answer.json().get("code")
        if code == _NO_SUCH_PLACE:
            return None
        raise SourceFailed(_reason(answer.status, code))

    async def _try_twice(self, path: str, query: Mapping[str, str]) -> Answer:
        try:
            answer = await self._service.get(path, query)
        except CallFailed as error:
            if error.reason in _TRIED:
                raise SourceFailed(error.reason) from None
            answer = None
        if answer is None or answer.status >= 500 or _code(answer) == _FAULT:
            try:
                answer = await self._service.get(path, query)
            except CallFailed as error:
                raise SourceFailed(error.reason) from None
        return answer


def _code(answer: Answer) -> object:
    error = answer.json().get("error") if answer.status != 200 else None
    return error.get("code") if isinstance(error, Mapping) else None


def _reason(status: int, code: object) -> str:
    if isinstance(code, int) and code in _REASONS:
        return _REASONS[code]
    if status >= 500 or code == _FAULT:
        return "broken"
    return {401: "auth", 403: "auth", 429: "limited"}.get(status, "rejected")


def _read(answer: Answer) -> Mapping[str, Any]:
    read = answer.value()
    if isinstance(read, list):
        return {"": read}
    if not isinstance(read, Mapping):
        raise SourceFailed("unreadable")
    return read


def _weather(told: Mapping[str, Any]) -> Weather:
    now = _part(told, "current")
    if "temp_c" not in now:
        raise SourceFailed("unreadable")
    return Weather(
        place=_place(_part(told, "location")),
        condition=_text(_part(now, "condition"), "text"),
        temperature_c=_number(now, "temp_c"),
        feels_like_c=_number(now, "feelslike_c"),
        humidity_percent=_number(now, "humidity"),
        wind_kmh=_number(now, "wind_kph"),
        wind_from=_text(now, "wind_dir"),
        precipitation_mm=_number(now, "precip_mm"),
        cloud_percent=_number(now, "cloud"),
        visibility_km=_number(now, "vis_km"),
        pressure_hpa=_number(now, "pressure_mb"),
        uv_index=_number(now, "uv"),
    )


def _day(told: Mapping[str, Any]) -> Day:
    day, sun = _part(told, "day"), _part(told, "astro")
    return Day(
        date=_text(told, "date"),
        condition=_text(_part(day, "condition"), "text"),
        lowest_c=_number(day, "mintemp_c"),
        highest_c=_number(day, "maxtemp_c"),
        rain_chance_percent=_number(day, "daily_chance_of_rain"),
        precipitation_mm=_number(day, "totalprecip_mm"),
        strongest_wind_kmh=_number(day, "maxwind_kph"),
        humidity_percent=_number(day, "avghumidity"),
        uv_index=_number(day, "uv"),
        sunrise=_text(sun, "sunrise"),
        sunset=_text(sun, "sunset"),
    )


def _sky(told: Mapping[str, Any], day: date) -> Sky:
    sky = _part(_part(told, "astronomy"), "astro")
    if "sunrise" not in sky:
        raise SourceFailed("unreadable")
    return Sky(
        place=_place(_part(told, "location")),
        date=day.isoformat(),
        sunrise=_text(sky, "sunrise"),
        sunset=_text(sky, "sunset"),
        moonrise=_text(sky, "moonrise"),
        moonset=_text(sky, "moonset"),
        moon_phase=_text(sky, "moon_phase"),
        moon_illumination_percent=_number(sky, "moon_illumination"),
    )


def _place(told: Mapping[str, Any]) -> Place:
    return Place(
        name=_text(told, "name"),
        region=_text(told, "region"),
        country=_text(told, "country"),
        latitude=_number(told, "lat"),
        longitude=_number(told, "lon"),
        local_time=_text(told, "localtime") or None,
    )


def _part(told: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = told.get(name)
    return part if isinstance(part, Mapping) else {}


def _text(told: Mapping[str, Any], name: str) -> str:
    value = told.get(name)
    return value.strip() if isinstance(value, str) else ""


def _number(told: Mapping[str, Any], name: str) -> float:
    """Some of its numbers come as text."""
    try:
        return float(told.get(name) or 0)
    except (TypeError, ValueError):
        return 0.0
