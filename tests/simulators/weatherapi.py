"""WeatherAPI.com's four addresses: what it insists on, places by name, its failures in its own numbers."""

from datetime import date, timedelta
from typing import Any

import orjson
from aiohttp import web
from tests.simulators.vendor import Vendor, answer

KEY = "0123456789abcdef0123456789abcd"
# A free plan tells three days ahead, whatever is asked for.
MOST_DAYS = 3
_TODAY = date(2026, 11, 23)
_PLACES = {
    "pune": {"name": "Pune", "region": "Maharashtra", "country": "India", "lat": 18.53, "lon": 73.87},
    "london": {"name": "London", "region": "City of London", "country": "United Kingdom", "lat": 51.52, "lon": -0.11},
}
_CONDITION = {"text": "Partly cloudy ", "icon": "//cdn.weatherapi.com/weather/64x64/day/116.png", "code": 1003}
_ASTRO = {
    "sunrise": "06:46 AM",
    "sunset": "05:57 PM",
    "moonrise": "04:36 PM",
    "moonset": "04:59 AM",
    "moon_phase": "Waxing Gibbous",
    "moon_illumination": "97",
}


class WeatherApi(Vendor):
    def gets(self) -> list[tuple[str, Any]]:
        return [
            ("/v1/current.json", self._current),
            ("/v1/forecast.json", self._forecast),
            ("/v1/astronomy.json", self._astronomy),
            ("/v1/search.json", self._search),
        ]

    async def _current(self, request: web.Request, _: bytes) -> web.Response:
        place = _asked(request, {"aqi"})
        if isinstance(place, web.Response):
            return place
        current = {
            "last_updated": "2026-11-23 12:00", "temp_c": 27.4, "temp_f": 81.3, "is_day": 1, "condition": _CONDITION,
            "wind_mph": 6.5, "wind_kph": 10.4, "wind_degree": 70, "wind_dir": "ENE", "pressure_mb": 1015.0,
            "pressure_in": 29.97, "precip_mm": 0.2, "precip_in": 0.01, "humidity": 45, "cloud": 25,
            "feelslike_c": 27.1, "feelslike_f": 80.8, "vis_km": 10.0, "vis_miles": 6.0, "uv": 6.3, "gust_kph": 12.0,
        }  # fmt: skip
        return answer(200, {"location": place, "current": current})

    async def _forecast(self, request: web.Request, _: bytes) -> web.Response:
        place = _asked(request, {"days", "aqi", "alerts"})
        if isinstance(place, web.Response):
            return place
        days = int(request.query.get("days", "1"))
        if not 1 <= days <= 14:
            return _error(400, 9000, "days is not valid")
        listed = [
            {
                "date": (_TODAY + timedelta(days=number)).isoformat(),
                "date_epoch": 0,
                "day": {
                    "maxtemp_c": 31.0 + number, "mintemp_c": 17.5, "avgtemp_c": 24.0, "maxwind_kph": 14.4,
                    "totalprecip_mm": 0.0, "avghumidity": 51, "daily_chance_of_rain": 10, "condition": _CONDITION,
                    "uv": 8.0,
                },
                "astro": _ASTRO,
                "hour": [{"time": f"{hour:02d}:00", "temp_c": 20.0} for hour in range(24)],
            }
            for number in range(min(days, MOST_DAYS))
        ]  # fmt: skip
        return answer(200, {"location": place, "current": {}, "forecast": {"forecastday": listed}})

    async def _astronomy(self, request: web.Request, _: bytes) -> web.Response:
        place = _asked(request, {"dt"})
        if isinstance(place, web.Response):
            return place
        try:
            date.fromisoformat(request.query.get("dt", ""))
        except ValueError:
            return _error(400, 1007, "dt should be in yyyy-MM-dd format")
        return answer(200, {"location": place, "astronomy": {"astro": _ASTRO}})

    async def _search(self, request: web.Request, _: bytes) -> web.Response:
        refused = _refused(request, set())
        if refused is not None:
            return refused
        wanted = request.query["q"].lower()
        found = [{"id": 1, **place, "url": name} for name, place in _PLACES.items() if name.startswith(wanted)]
        return web.Response(body=orjson.dumps(found), content_type="application/json")


def _asked(request: web.Request, more: set[str]) -> dict[str, Any] | web.Response:
    refused = _refused(request, more)
    if refused is not None:
        return refused
    place = _PLACES.get(request.query["q"].partition(",")[0].strip().lower())
    if place is None:
        return _error(400, 1006, "No matching location found.")
    return {**place, "tz_id": "Asia/Kolkata", "localtime": "2026-11-23 12:04"}


def _refused(request: web.Request, more: set[str]) -> web.Response | None:
    given = request.query
    if "key" not in given:
        return _error(401, 1002, "API key is invalid or not provided.")
    if given["key"] != KEY:
        return _error(401, 2006, "API key provided is invalid")
    if not given.get("q"):
        return _error(400, 1003, "Parameter q is missing.")
    if unknown := set(given) - {"key", "q", *more}:
        return _error(400, 1005, f"API request url is invalid: {unknown}")
    return None


def _error(status: int, code: int, message: str) -> web.Response:
    return answer(status, {"error": {"code": code, "message": message}})
