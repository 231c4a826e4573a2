"""The page itself: languages, keyboard, memory, what it does with strange text and small screens."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Arrive

OWN_NAMES = {"en": "English", "hi": "हिन्दी", "ne": "नेपाली", "mr": "मराठी", "bn": "বাংলা"}
SEND = {"en": "Send", "hi": "भेजें", "ne": "पठाउनुहोस्", "mr": "पाठवा", "bn": "পাঠান"}


@pytest.mark.parametrize("language", OWN_NAMES)
def test_the_browser_says_in_which_language_to_begin(arrive: Arrive, language: str) -> None:
    page = arrive(locale=f"{language}-IN").page
    expect(page.locator("html")).to_have_attribute("lang", language)
    expect(page.get_by_role("button", name=SEND[language], exact=True)).to_be_visible()
    expect(page.locator(".desk-says")).to_have_attribute("lang", language)


def test_a_language_of_nobody_here_begins_in_that_of_the_business(arrive: Arrive) -> None:
    expect(arrive(locale="fi-FI").page.locator("html")).to_have_attribute("lang", "en")


def test_switching_the_language_changes_everything_and_is_remembered(arrive: Arrive) -> None:
    visitor = arrive()
    page = visitor.page
    switch = page.get_by_role("combobox")
    assert switch.locator("option").all_inner_texts() == list(OWN_NAMES.values())
    english = visitor.said()
    switch.select_option("bn")
    expect(page.get_by_role("button", name="পাঠান", exact=True)).to_be_visible()
    expect(visitor.replies).to_have_attribute("lang", "bn")
    assert visitor.said() != english
    expect(visitor.field).to_have_attribute("placeholder", "বার্তা লিখুন")
    page.reload()
    expect(page.locator("html")).to_have_attribute("lang", "bn")
    later = page.context.new_page()
    later.goto(page.url)
    expect(later.get_by_role("button", name="পাঠান", exact=True)).to_be_visible()


def test_the_page_follows_the_language_in_which_a_visitor_writes(arrive: Arrive) -> None:
    visitor = arrive()
    visitor.say("मुझे ब्राइडल मेकअप चाहिए")
    expect(visitor.page.locator("html")).to_have_attribute("lang", "hi")
    expect(visitor.page.get_by_role("button", name="भेजें", exact=True)).to_be_visible()


def test_everything_can_be_done_by_keyboard(arrive: Arrive) -> None:
    visitor = arrive()
    keyboard = visitor.page.keyboard

    def focused() -> str:
        return str(visitor.page.evaluate("document.activeElement.id || document.activeElement.textContent.trim()"))

    keyboard.press("Tab")
    assert focused() == "Skip to the message field"
    keyboard.press("Enter")
    assert focused() == "message"
    first = visitor.choices.first.inner_text()
    for _ in range(visitor.choices.count()):
        keyboard.press("Shift+Tab")
    assert focused() == first
    keyboard.press("Enter")
    expect(visitor.replies).to_have_count(2)
    assert focused() == "message", "the pressed button is gone, so the focus has to go somewhere useful"
    keyboard.type("first line")
    keyboard.press("Shift+Enter")
    keyboard.type("second line")
    expect(visitor.lines).to_have_count(1)
    keyboard.press("Enter")
    expect(visitor.replies).to_have_count(3)
    assert focused() == "message"
    assert visitor.lines.last.locator("span:last-child").inner_text() == "first line\nsecond line"


def test_the_enter_of_an_input_method_sends_nothing(arrive: Arrive) -> None:
    visitor = arrive()
    visitor.field.fill("नमस्")
    visitor.field.dispatch_event("keydown", {"key": "Enter", "isComposing": True, "bubbles": True, "cancelable": True})
    visitor.field.dispatch_event("keydown", {"key": "Enter", "keyCode": 229, "bubbles": True, "cancelable": True})
    expect(visitor.field).to_have_value("नमस्")
    expect(visitor.lines).to_have_count(0)


def test_a_reload_keeps_the_conversation(arrive: Arrive) -> None:
    visitor = arrive()
    visitor.press("Bridal Makeup")
    before = visitor.said()
    offered = visitor.choices.all_inner_texts()
    assert offered
    visitor.page.reload()
    expect(visitor.replies).to_have_count(2)
    assert visitor.said() == before
    assert visitor.choices.all_inner_texts() == offered
    expect(visitor.page.locator("#count")).to_have_text("1 of 9")
    visitor.press("Premium")
    expect(visitor.page.locator("#count")).to_have_text("2 of 9")


def test_starting_over_asks_first_and_then_forgets(arrive: Arrive) -> None:
    visitor = arrive()
    page = visitor.page
    visitor.press("Bridal Makeup")
    page.get_by_role("button", name="Start over").click()
    page.get_by_role("button", name="Keep going").click()
    expect(visitor.replies).to_have_count(2)
    page.get_by_role("button", name="Start over").click()
    page.keyboard.press("Escape")
    expect(visitor.replies).to_have_count(2)
    page.get_by_role("button", name="Start over").click()
    page.get_by_role("dialog").get_by_role("button", name="Start over").click()
    expect(visitor.lines).to_have_count(0)
    expect(visitor.replies).to_have_count(1)
    assert "Bridal Makeup" not in page.locator("#details").inner_text()
    visitor.press("Party Makeup")
    expect(page.locator("#count")).to_have_text("1 of 9")


@pytest.mark.parametrize(
    "text",
    [
        "<img src=x onerror=alert(1)><b>bold</b>",
        "<script>document.title = 'taken'</script>",
        "[link](javascript:alert(1)) & &lt;b&gt; ' \" `",
    ],
)
def test_markup_is_shown_as_it_was_typed(arrive: Arrive, text: str) -> None:
    visitor = arrive()
    visitor.say(text)
    assert visitor.lines.last.locator("span:last-child").inner_text() == text
    expect(visitor.page.locator("#log :not(p, span)")).to_have_count(0)
    visitor.page.reload()
    expect(visitor.lines).to_have_count(1)
    assert visitor.lines.last.locator("span:last-child").inner_text() == text
    assert visitor.page.title().startswith("Asha Makeup Studio")


def test_a_long_message_is_counted_and_not_sent(arrive: Arrive) -> None:
    visitor = arrive()
    limit = visitor.page.locator("#limit")
    visitor.field.fill("न" * 3599)
    expect(limit).to_be_hidden()
    visitor.field.fill("😀" * 3990)
    expect(limit).to_have_text("Characters left: 10")
    visitor.field.fill("x" * 4001)
    expect(limit).to_have_text("Characters too many: 1")
    expect(visitor.page.get_by_role("alert")).to_contain_text("too long")
    visitor.field.press("Enter")
    expect(visitor.lines).to_have_count(0)
    assert visitor.say("x" * 4000)


@pytest.mark.parametrize("text", ["", "   ", "\n\n"])
def test_nothing_is_not_sent(arrive: Arrive, text: str) -> None:
    visitor = arrive()
    visitor.field.fill(text)
    visitor.field.press("Enter")
    visitor.page.get_by_role("button", name="Send", exact=True).click()
    expect(visitor.lines).to_have_count(0)


@pytest.mark.parametrize("language", OWN_NAMES)
@pytest.mark.parametrize("width", [320, 360])
def test_nothing_runs_out_of_a_small_screen(arrive: Arrive, width: int, language: str) -> None:
    visitor = arrive(viewport={"width": width, "height": 640}, locale=f"{language}-IN", is_mobile=True, has_touch=True)
    visitor.choices.first.click()
    expect(visitor.replies).to_have_count(2)
    visitor.say("https://example.com/" + "a" * 200)
    visitor.page.locator("summary").click()
    sizes = visitor.page.evaluate(
        """() => [document.documentElement, ...document.querySelectorAll("#scroller, aside, header")]
               .map(box => box.scrollWidth - box.clientWidth)"""
    )
    assert sizes == [0, 0, 0, 0]
    tall = visitor.page.evaluate("document.documentElement.scrollHeight - innerHeight")
    assert tall <= 0, "only the conversation scrolls"
    bottom = visitor.page.evaluate("document.getElementById('composer').getBoundingClientRect().bottom")
    assert bottom < 640
