"""Whole bookings, from the welcome to the confirmation, as a visitor makes them."""

from datetime import UTC, datetime, timedelta

from playwright.sync_api import expect

from tests.browser.conftest import Arrive
from tests.browser.desk import ServedDesk
from tests.browser.visitor import Visitor

DAY = datetime.now(UTC).date() + timedelta(days=60)


def in_panel(visitor: Visitor) -> dict[str, str]:
    """The panel as it is read: label to value."""
    visitor.page.locator("#booking").evaluate("panel => { panel.open = true; }")
    labels = visitor.page.locator("#details dt").all_inner_texts()
    return dict(zip(labels, visitor.page.locator("#details dd").all_inner_texts(), strict=True))


def progress(visitor: Visitor) -> str:
    return visitor.page.locator("#count").inner_text()


def test_a_booking_by_typing(arrive: Arrive, desk: ServedDesk) -> None:
    phone = "+919820012301"
    visitor = arrive()
    visitor.say("I want bridal makeup")
    assert progress(visitor) == "1 of 9"
    visitor.say("2")
    visitor.say(f"{DAY:%-d %B %Y}")
    visitor.say("Priya Sharma")
    visitor.say("priya@example.com")
    visitor.say(phone)
    visitor.say("12 MG Road, Andheri West, Mumbai")
    assert progress(visitor) == "7 of 9"
    visitor.say("400058")
    visitor.say("India")
    assert progress(visitor) == "9 of 9"
    visitor.say("yes")
    answer = visitor.say(desk.code_sent_to(phone))
    assert "Priya" in answer
    assert progress(visitor) == "Confirmed"
    [booking] = desk.bookings(phone)
    shown = in_panel(visitor)
    assert shown["Booking number"] == booking["id"]
    assert shown["Service"] == booking["service"] == "Bridal Makeup"
    assert shown["Date"] == f"{DAY:%A, %-d %B %Y}"
    assert booking["status"] == "pending"


def test_a_booking_with_quick_replies(arrive: Arrive, desk: ServedDesk) -> None:
    phone = "+919820012302"
    visitor = arrive(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    visitor.press("Party Makeup")
    assert visitor.lines.last.locator("span:last-child").inner_text().startswith("Party Makeup")
    visitor.press("Glamour")
    visitor.say(f"{DAY:%-d %B %Y}, Asha Rao, asha@example.com, {phone}")
    visitor.say("4 Lake View, Pune")
    visitor.say("411001")
    visitor.say("India")
    visitor.press("Yes")
    visitor.say(desk.code_sent_to(phone))
    [booking] = desk.bookings(phone)
    assert (booking["service"], booking["package"], booking["date"]) == ("Party Makeup", "Glamour", DAY.isoformat())


def test_a_booking_in_hindi(arrive: Arrive, desk: ServedDesk) -> None:
    phone = "+919820012303"
    visitor = arrive(locale="hi-IN")
    visitor.press("ब्राइडल मेकअप")
    visitor.press("प्रीमियम")
    visitor.say(f"{DAY:%d-%m-%Y}")
    visitor.say("मेरा नाम प्रिया शर्मा है")
    visitor.say("priya.hindi@example.com")
    visitor.say(phone)
    visitor.say("12 एम जी रोड, अंधेरी पश्चिम, मुंबई")
    visitor.say("400058")
    visitor.say("भारत")
    visitor.press("हाँ")
    visitor.say(desk.code_sent_to(phone))
    [booking] = desk.bookings(phone)
    assert booking["date"] == DAY.isoformat()
    assert progress(visitor) == "बुकिंग पक्की हुई"
    expect(visitor.page.locator("html")).to_have_attribute("lang", "hi")
    shown = in_panel(visitor)
    assert shown["नाम"] == "प्रिया शर्मा"
    assert shown["सेवा"] != booking["service"]
    assert shown["देश"] == "भारत"
    expect(visitor.page.locator('.desk-says:not([lang="hi"])')).to_have_count(0)
