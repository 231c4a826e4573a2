"""A forgotten password: from the letter to the page to the next sign-in."""

import re

import httpx
import pytest
from playwright.sync_api import Browser, expect

from tests.browser.desk import ServedDesk

OWNER = "owner@example.com"
OLD, NEW = "Correct-Horse-7", "Another-Horse-8"


def _link(desk: ServedDesk) -> str:
    httpx.post(f"{desk.url}/admin/forgot-password", json={"email": OWNER}).raise_for_status()
    letters = httpx.get(f"{desk.url}/dev/outbox", params={"to": OWNER}).raise_for_status().json()
    found = re.search(r"http\S+/reset-password\?token=\S+", letters[0]["body"])
    assert found is not None
    return found.group()


@pytest.mark.parametrize(
    ("locale", "title", "done"),
    [("en-IN", "Choose a new password", "is changed"), ("bn-BD", "নতুন পাসওয়ার্ড", "বদলানো হয়েছে")],
)
def test_the_link_of_the_letter_opens_a_page_that_changes_the_password(
    browser: Browser, desk: ServedDesk, locale: str, title: str, done: str
) -> None:
    context = browser.new_context(locale=locale)
    page = context.new_page()
    page.goto(_link(desk))
    expect(page).to_have_title(re.compile(title))
    assert "token" not in page.url, "the key does not stay in the history"
    fields = page.locator("input[type=password]")
    fields.nth(0).fill(NEW)
    fields.nth(1).fill(NEW + "x")
    page.locator("button").click()
    expect(page.locator("#outcome")).to_be_visible()
    fields.nth(1).fill(NEW)
    page.locator("button").click()
    expect(page.locator("#outcome")).to_contain_text(done)
    signed_in = httpx.post(f"{desk.url}/admin/login", json={"email": OWNER, "password": NEW})
    assert signed_in.status_code == 200
    token = _link(desk).partition("token=")[2]
    httpx.post(f"{desk.url}/admin/reset-password", json={"token": token, "new_password": OLD}).raise_for_status()
    context.close()
