"""WeatherAPI.com against a server of its form."""

import logging
from collections.abc import AsyncIterator
from datetime import date

import pytest
from tests.simulators.vendor import Answers, Breaks, Fault, Hangs, Resets
from tests.simulators.weatherapi import KEY, MOST_DAYS, WeatherApi

from frontdesk.assistant.ports import Place, Sky, SourceFailed, Weather
from frontdesk.integrations.weatherapi import WeatherApi as Source
from frontdesk.integrations.weatherapi import WeatherApiConfig

_PUNE = Place("Pune", "Maharashtra", "India", 18.53, 73.87, "2026-11-23 12:04")


@pytest.fixture
async def weather() -> AsyncIterator[WeatherApi]:
    async with WeatherApi() as started:
        yield started


def _source(weather: WeatherApi, *, key: str = KEY, timeout: float = 5.0) -> Source:
    return Source(WeatherApiConfig(key, f"{weather.url}/v1", timeout))


async def test_the_weather_now(weather: WeatherApi) -> None:
    assert await _source(weather).now("Pune, India") == Weather(
        place=_PUNE,
        condition="Partly cloudy",
        temperature_c=27.4,
        feels_like_c=27.1,
        humidity_percent=45,
        wind_kmh=10.4,
        wind_from="ENE",
        precipitation_mm=0.2,
        cloud_percent=25,
        visibility_km=10,
        pressure_hpa=1015,
        uv_index=6.3,
    )


async def test_the_days_ahead_are_as_many_as_the_plan_has(weather: WeatherApi) -> None:
    forecast = await _source(weather).forecast("Pune", 14)
    assert forecast is not None
    assert [day.date for day in forecast.days] == ["2026-11-23", "2026-11-24", "2026-11-25"][:MOST_DAYS]
    first = forecast.days[0]
    assert (first.lowest_c, first.highest_c, first.rain_chance_percent) == (17.5, 31, 10)
    assert (first.sunrise, first.sunset, first.condition) == ("06:46 AM", "05:57 PM", "Partly cloudy")


async def test_sun_and_moon_of_a_day(weather: WeatherApi) -> None:
    found = await _source(weather).sky("London", date(2026, 12, 1))
    assert isinstance(found, Sky)
    assert (found.date, found.sunrise, found.moon_phase) == ("2026-12-01", "06:46 AM", "Waxing Gibbous")
    # It comes as text.
    assert found.moon_illumination_percent == 97


async def test_places_by_the_beginning_of_a_name(weather: WeatherApi) -> None:
    assert [place.name for place in await _source(weather).places("Lon")] == ["London"]
    assert await _source(weather).places("Xyz") == ()


async def test_no_such_place_is_an_answer(weather: WeatherApi) -> None:
    source = _source(weather)
    assert await source.now("Atlantis") is None
    assert await source.forecast("Atlantis", 2) is None
    assert await source.sky("Atlantis", date(2026, 12, 1)) is None
    assert len(weather.seen) == 3


async def test_where_this_server_stands_is_not_for_asking(weather: WeatherApi) -> None:
    assert await _source(weather).now(" Auto:ip") is None
    assert weather.seen == []


async def test_a_long_name_is_cut(weather: WeatherApi) -> None:
    assert await _source(weather).now("x" * 5_000) is None
    assert len(weather.seen) == 1


_FAILURES: list[tuple[Fault, str]] = [
    (Answers(401, {"error": {"code": 2006, "message": "…"}}), "auth"),
    (Answers(403, {"error": {"code": 2007, "message": "…"}}), "quota"),
    (Answers(403, {"error": {"code": 2008, "message": "…"}}), "auth"),
    (Answers(403, {"error": {"code": 2009, "message": "…"}}), "auth"),
    (Answers(403, {"code": 2007, "message": "…"}), "quota"),
    (Answers(429, text="slow down"), "limited"),
    (Answers(400, {"error": {"code": 1005, "message": "…"}}), "rejected"),
    (Answers(302, headers={"Location": "https://elsewhere.example"}), "rejected"),
    (Answers(200, text="<html>"), "unreadable"),
    (Answers(200, {"location": {}}), "unreadable"),
    (Breaks(), "disconnected"),
]


@pytest.mark.parametrize(("fault", "reason"), _FAILURES)
async def test_each_failure_has_its_reason_and_is_not_tried_again(
    weather: WeatherApi, fault: Fault, reason: str
) -> None:
    weather.script.append(fault)
    with pytest.raises(SourceFailed) as caught:
        await _source(weather).now("Pune")
    assert caught.value.reason == reason
    assert len(weather.seen) == 1


_PASSING: list[tuple[Fault, str]] = [
    (Answers(500, text="<html>"), "broken"),
    (Answers(503), "broken"),
    (Answers(400, {"error": {"code": 9999, "message": "Internal application error."}}), "broken"),
    (Resets(), "disconnected"),
    (Hangs(), "timeout"),
]


@pytest.mark.parametrize(("fault", "reason"), _PASSING)
async def test_what_passes_is_tried_once_more_and_no_oftener(weather: WeatherApi, fault: Fault, reason: str) -> None:
    source = _source(weather, timeout=0.2 if isinstance(fault, Hangs) else 5.0)
    weather.script.append(fault)
    assert (await source.now("Pune")) is not None
    assert len(weather.seen) == 2
    weather.script += [fault, fault]
    with pytest.raises(SourceFailed) as caught:
        await source.now("Pune")
    assert caught.value.reason == reason
    assert len(weather.seen) == 4


async def test_the_key_is_in_no_error_and_no_log(weather: WeatherApi, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    weather.script += [Resets(), Resets()]
    with pytest.raises(SourceFailed) as caught:
        await _source(weather).now("Pune")
    assert KEY not in repr(caught.value) + str(caught.value.__cause__)
    ours = [record.getMessage() for record in caplog.records if record.name != "aiohttp.access"]  # the simulator's own
    assert KEY not in "".join(ours)
    assert KEY not in repr(WeatherApiConfig(KEY))
    assert weather.seen[0].path == "/v1/current.json"


@pytest.mark.parametrize(
    ("given", "taken"),
    [
        ("http://api.weatherapi.com/v1", "https://api.weatherapi.com/v1"),
        ("https://api.weatherapi.com/v1", "https://api.weatherapi.com/v1"),
        ("http://127.0.0.1:9/v1", "http://127.0.0.1:9/v1"),
        ("http://weatherapi.com.example/v1", "http://weatherapi.com.example/v1"),
    ],
)
def test_the_key_travels_encrypted_whatever_the_documents_write(given: str, taken: str) -> None:
    assert Source(WeatherApiConfig(KEY, given))._service.base_url == taken
