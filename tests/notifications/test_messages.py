"""Every message in every language, on every channel."""

from datetime import UTC, date, datetime

import pytest

from frontdesk.kit import languages
from frontdesk.kit.languages import Language
from frontdesk.kit.text import script_of
from frontdesk.notifications import messages
from frontdesk.notifications.messages import (
    BookingApproved,
    BookingCancelled,
    BookingCompleted,
    BookingReceived,
    EmailCode,
    Message,
    OtpCode,
    PasswordReset,
    PersonWanted,
)
from frontdesk.notifications.models import Channel

_DIES = datetime(2026, 11, 23, 6, 35, tzinfo=UTC)
_NEWS = {"name": "Priya", "service": "Bridal", "day": date(2026, 12, 25), "business": "Studio"}
_ALL: list[Message] = [
    OtpCode("042917", 5, "Studio", _DIES),
    PasswordReset("https://desk.example/reset-password?token=a&b=c", 30, "Studio", _DIES),
    BookingReceived(**_NEWS, time="10:00", reference="5f3a"),
    BookingApproved(**_NEWS, time=None),
    BookingCancelled(**_NEWS, time="10:00"),
    BookingCompleted(**_NEWS, time=None),
    PersonWanted("+9779876543210", ("> 42", "- 43"), "Studio"),
    EmailCode("042917", 5, "Studio", _DIES),
]
_SCRIPTS = {
    Language.EN: "latin",
    Language.HI: "devanagari",
    Language.NE: "devanagari",
    Language.MR: "devanagari",
    Language.BN: "bengali",
}


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("channel", Channel)
@pytest.mark.parametrize("message", _ALL, ids=lambda m: m.kind)
def test_every_message_speaks_every_language_on_every_channel(
    message: Message, channel: Channel, language: Language
) -> None:
    rendered = messages.render(message, channel, language)
    assert script_of(rendered.subject) == _SCRIPTS[language]
    words = rendered.body.replace(getattr(message, "link", "\n"), "")
    assert script_of(words) == _SCRIPTS[language]
    assert "{" not in rendered.body + rendered.subject
    assert "Studio" in rendered.body
    assert ("\n" in rendered.body) is (channel is not Channel.SMS)
    assert rendered.body == rendered.body.strip()


def test_all_languages_have_the_same_sentences() -> None:
    own = {language: {key for key in languages.keys(language) if key.startswith("notify.")} for language in Language}
    assert all(keys == own[Language.EN] for keys in own.values())
    kinds = {message.kind for message in _ALL}
    assert own[Language.EN] == {f"notify.{kind}_{part}" for kind in kinds for part in ("subject", "body", "sms")}


@pytest.mark.parametrize(
    ("language", "day"),
    [
        (Language.EN, "Friday, 25 December 2026"),
        (Language.HI, "शुक्रवार, 25 दिसंबर 2026"),
        (Language.NE, "शुक्रबार, 25 डिसेम्बर 2026"),
        (Language.MR, "शुक्रवार, 25 डिसेंबर 2026"),
        (Language.BN, "শুক্রবার, 25 ডিসেম্বর 2026"),
    ],
)
def test_a_day_is_named_with_its_weekday_and_latin_digits(language: Language, day: str) -> None:
    with_time = BookingApproved(**_NEWS, time="10:00")
    assert f"{day}, 10:00" in messages.render(with_time, Channel.WHATSAPP, language).body
    by_day = messages.render(BookingApproved(**_NEWS, time=None), Channel.WHATSAPP, language)
    assert by_day.variables["when"] == day


def test_what_people_typed_stays_on_its_line_and_short() -> None:
    news = BookingApproved("Priya\r\nBcc: x@y.z\x00" + "a" * 500, "Bridal", date(2026, 12, 25), None, "Studio")
    rendered = messages.render(news, Channel.EMAIL, Language.EN)
    assert rendered.body.splitlines()[0].startswith("Hello Priya Bcc: x@y.z a")
    assert max(len(line) for line in rendered.body.splitlines()) < 200


def test_braces_in_a_name_are_only_braces() -> None:
    news = BookingApproved("{code}", "{service}", date(2026, 12, 25), None, "{}")
    assert "Hello {code}," in messages.render(news, Channel.EMAIL, Language.EN).body


def test_a_code_and_a_link_are_blotted_and_nothing_else_is() -> None:
    for message, secret in ((_ALL[0], "042917"), (_ALL[1], "token=a"), (_ALL[-1], "042917")):
        rendered = messages.render(message, Channel.EMAIL, Language.BN)
        assert secret in rendered.body
        assert secret not in messages.blot(message.kind, rendered.body, rendered.variables)
        assert secret not in str(messages.blot_variables(message.kind, rendered.variables))
    news = messages.render(_ALL[3], Channel.EMAIL, Language.EN)
    assert messages.blot(_ALL[3].kind, news.body, news.variables) == news.body


@pytest.mark.parametrize(
    ("message", "names"),
    [(_ALL[0], ["code"]), (_ALL[1], ["link"]), (_ALL[2], ["name", "service", "when", "business"])],
    ids=lambda value: getattr(value, "kind", ""),
)
def test_an_approved_template_is_filled_in_order(message: Message, names: list[str]) -> None:
    variables = message.values(Language.HI)
    assert list(messages.template_values(message.kind, variables)) == names


def test_html_says_the_same_and_escapes() -> None:
    body = messages.render(_ALL[1], Channel.EMAIL, Language.HI).body.replace("Studio", "<b>Studio</b>")
    html = messages.as_html(body, Language.HI)
    assert '<html lang="hi">' in html
    assert "&lt;b&gt;Studio" in html
    link = "https://desk.example/reset-password?token=a&amp;b=c"
    assert f'<p><a href="{link}">{link}</a></p>' in html
