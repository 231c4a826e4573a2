"""/docs and /redoc in a real browser: they work, and ask nobody but us."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.desk import ServedDesk


@pytest.fixture
def page(browser: Browser, desk: ServedDesk) -> Iterator[Page]:
    """Complaints of the browser and requests to others fail the test."""
    opened = browser.new_page()
    complaints: list[str] = []
    opened.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("request", lambda request: complaints.append(request.url) if _is_foreign(request.url, desk) else None)
    yield opened
    opened.close()
    assert complaints == []


def _is_foreign(url: str, desk: ServedDesk) -> bool:
    return not url.removeprefix("blob:").startswith((desk.url, "data:"))


def test_docs_lists_every_area_and_tries_a_route(page: Page, desk: ServedDesk) -> None:
    page.goto(f"{desk.url}/docs")
    expect(page.locator(".opblock-tag").first).to_be_visible()
    assert page.locator(".opblock-tag").count() >= 9
    health = page.locator("#operations-probes-health_health")
    health.locator(".opblock-summary-control").click()
    health.get_by_role("button", name="Execute").click()
    expect(health.locator(".live-responses-table")).to_contain_text('"service": "frontdesk"')


def test_redoc_shows_and_searches(page: Page, desk: ServedDesk) -> None:
    page.goto(f"{desk.url}/redoc")
    expect(page.get_by_role("heading", name=re.compile("^Frontdesk"))).to_be_visible()
    page.get_by_role("textbox").first.fill("cancel")
    expect(page.get_by_role("search").or_(page.locator("[data-role='search:results']")).first).to_contain_text(
        "cancel a booking"
    )
