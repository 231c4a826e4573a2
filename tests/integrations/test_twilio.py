"""Twilio's Messages and Verify against a server of their form, and its signatures against its own package."""

import dataclasses
import socket
from collections.abc import AsyncIterator

import orjson
import pytest
from multidict import MultiDict
from tests.integrations.letters import CODE, NEWS, outgoing
from tests.simulators.twilio import ACCOUNT, SERVICE, TOKEN, Twilio
from tests.simulators.vendor import Answers, Fault, Hangs, Resets
from twilio.request_validator import RequestValidator

from frontdesk.integrations.twilio import (
    TwilioConfig,
    TwilioKeys,
    TwilioMessages,
    TwilioVerify,
    VerifyConfig,
    verify_signature,
)
from frontdesk.kit.languages import Language
from frontdesk.notifications.models import Channel
from frontdesk.notifications.ports import Busy, NotSent, OutcomeUnknown, Refused, Sent

_KEYS = TwilioKeys(ACCOUNT, TOKEN)
_WHATSAPP, _SMS = "whatsapp:+14155238886", "+14155550100"


@pytest.fixture
async def twilio() -> AsyncIterator[Twilio]:
    async with Twilio() as started:
        yield started


def _messages(twilio: Twilio, **more: object) -> TwilioMessages:
    config = TwilioConfig(_KEYS, whatsapp_from=_WHATSAPP, sms_from=_SMS, base_url=twilio.url, timeout=5.0)
    return TwilioMessages(dataclasses.replace(config, **more))


def _verify(twilio: Twilio, **more: object) -> TwilioVerify:
    return TwilioVerify(dataclasses.replace(VerifyConfig(_KEYS, SERVICE, base_url=twilio.url, timeout=5.0), **more))


async def test_free_text_goes_out_on_whatsapp_with_the_prefix_on_both_sides(twilio: Twilio) -> None:
    sent = await _messages(twilio).send(outgoing(NEWS))
    (taken,) = twilio.messages
    assert sent == Sent(taken.sid)
    assert taken.form == {"To": "whatsapp:+9779876543210", "From": _WHATSAPP, "Body": outgoing(NEWS).body}


async def test_a_sender_without_the_prefix_gets_it(twilio: Twilio) -> None:
    await _messages(twilio, whatsapp_from="+14155238886").send(outgoing())
    assert twilio.messages[0].form["From"] == _WHATSAPP


async def test_a_text_message_has_no_prefix_and_no_template(twilio: Twilio) -> None:
    await _messages(twilio, templates={"otp": "HX" + "1" * 32}).send(outgoing(channel=Channel.SMS))
    form = twilio.messages[0].form
    assert (form["To"], form["From"]) == ("+9779876543210", _SMS)
    assert "042917" in form["Body"]
    assert "ContentSid" not in form


async def test_an_approved_template_is_filled_by_number(twilio: Twilio) -> None:
    sender = _messages(twilio, templates={"otp": "HX1", "otp.hi": "HX2", "booking_approved": "HX3"})
    await sender.send(outgoing(CODE, language=Language.HI))
    await sender.send(outgoing(CODE, language=Language.BN))
    await sender.send(outgoing(NEWS, language=Language.EN))
    forms = [taken.form for taken in twilio.messages]
    assert [form["ContentSid"] for form in forms] == ["HX2", "HX1", "HX3"]
    assert orjson.loads(forms[0]["ContentVariables"]) == {"1": "042917"}
    assert orjson.loads(forms[2]["ContentVariables"]) == {
        "1": "Priya",
        "2": "Bridal",
        "3": "Friday, 25 December 2026, 10:00",
        "4": "Studio",
    }
    assert not any("Body" in form for form in forms)


async def test_a_messaging_service_stands_in_for_a_sender(twilio: Twilio) -> None:
    await _messages(twilio, sms_from=None, messaging_service_sid="MG1").send(outgoing(channel=Channel.SMS))
    form = twilio.messages[0].form
    assert form["MessagingServiceSid"] == "MG1"
    assert "From" not in form


async def test_a_channel_without_a_sender_is_refused_before_the_call(twilio: Twilio) -> None:
    with pytest.raises(Refused):
        await _messages(twilio, sms_from=None).send(outgoing(channel=Channel.SMS))
    assert twilio.seen == []


async def test_a_code_may_not_wait_at_twilio_longer_than_it_lives(twilio: Twilio) -> None:
    sender = _messages(twilio)
    for left in (300, 0, 10**6):
        await sender.send(dataclasses.replace(outgoing(), expires_in=left))
    assert [taken.form["ValidityPeriod"] for taken in twilio.messages] == ["300", "1", "14400"]


async def test_the_callback_carries_our_own_id(twilio: Twilio) -> None:
    await _messages(twilio, status_callback="https://desk.example/callbacks/twilio/status").send(outgoing())
    called = twilio.messages[0].form["StatusCallback"]
    assert called == f"https://desk.example/callbacks/twilio/status?message={outgoing().id}"


async def test_a_callback_host_that_twilio_refuses_is_left_out(twilio: Twilio) -> None:
    await _messages(twilio, status_callback="https://my_desk.example/callbacks").send(outgoing())
    assert "StatusCallback" not in twilio.messages[0].form


async def test_an_api_key_signs_in_in_place_of_the_account(twilio: Twilio) -> None:
    with pytest.raises(Refused):
        await _messages(twilio, keys=TwilioKeys(ACCOUNT, TOKEN, "SK1", "other")).send(outgoing())
    assert twilio.seen[0].headers["Authorization"] == "Basic U0sxOm90aGVy"
    assert twilio.seen[0].path == f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"


async def test_a_body_is_cut_at_what_twilio_takes(twilio: Twilio) -> None:
    await _messages(twilio).send(dataclasses.replace(outgoing(), body="अ" * 2000))
    assert twilio.messages[0].form["Body"] == "अ" * 1600


async def test_twilios_own_refusals_are_final(twilio: Twilio) -> None:
    for bad, code in (
        (outgoing(to="+00"), "twilio 21211"),
        (dataclasses.replace(outgoing(), body=""), "twilio 21602"),
    ):
        with pytest.raises(Refused) as caught:
            await _messages(twilio).send(bad)
        assert caught.value.code == code
    with pytest.raises(Refused) as caught:
        await _messages(twilio, keys=TwilioKeys(ACCOUNT, "wrong")).send(outgoing())
    assert caught.value.code == "twilio 20003"
    assert "wrong" not in repr(caught.value)


_SHAPE = {"code": 20500, "message": "Internal Server Error", "more_info": "…", "status": 500}
_FAILURES: list[tuple[Fault, type[NotSent], str, float | None]] = [
    (Answers(429, {"code": 20429, "message": "Too Many Requests", "status": 429}), Busy, "twilio 20429", None),
    (Answers(429, {"code": 20429, "message": "…"}, {"Retry-After": "7"}), Busy, "twilio 20429", 7),
    (Answers(429, text="slow down"), Busy, "twilio 429", None),
    (Answers(429, {"code": 60203, "message": "Max send attempts reached"}), Refused, "twilio 60203", None),
    (Answers(429, {"code": 60202, "message": "Max check attempts reached"}), Refused, "twilio 60202", None),
    (Answers(401, {"code": 20003, "message": "Authenticate", "status": 401}), Refused, "twilio 20003", None),
    (Answers(404, {"code": 20404, "message": "not found", "status": 404}), Refused, "twilio 20404", None),
    (Answers(400, text="<html>"), Refused, "twilio 400", None),
    (Answers(302, headers={"Location": "https://elsewhere.example"}), Refused, "twilio 302", None),
    (Answers(500, _SHAPE), Busy, "twilio 20500", None),
    (Answers(500, text="oops"), Busy, "twilio 500", None),
    (Answers(503, {"code": 20503, "message": "…"}, {"Retry-After": "30"}), Busy, "twilio 20503", 30),
    (Answers(502, _SHAPE), Busy, "twilio 20500", None),
    (Answers(502, text="<html>Bad Gateway</html>"), OutcomeUnknown, "twilio 502", None),
    (Answers(504, text="gateway timeout"), OutcomeUnknown, "twilio 504", None),
    (Answers(201, text="<html>hello</html>"), OutcomeUnknown, "twilio unreadable", None),
    (Answers(200, {"sid": None}), OutcomeUnknown, "twilio unreadable", None),
    (Hangs(), OutcomeUnknown, "twilio timeout", None),
    (Resets(acts=True), OutcomeUnknown, "twilio disconnected", None),
]


@pytest.mark.parametrize(("fault", "kind", "code", "wait"), _FAILURES)
@pytest.mark.parametrize("interface", ["messages", "verify"])
async def test_each_failure_says_what_became_of_the_message(
    twilio: Twilio, interface: str, fault: Fault, kind: type[NotSent], code: str, wait: float | None
) -> None:
    twilio.script.append(fault)
    timeout = 0.2 if isinstance(fault, Hangs) else 5.0
    sender = _messages(twilio, timeout=timeout) if interface == "messages" else _verify(twilio, timeout=timeout)
    with pytest.raises(kind) as caught:
        await sender.send(outgoing())
    assert caught.value.code == code
    if isinstance(caught.value, Busy):
        assert caught.value.retry_after == wait
    assert len(twilio.seen) == 1


async def test_a_twilio_that_is_not_there_was_not_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    config = TwilioConfig(_KEYS, whatsapp_from=_WHATSAPP, base_url=f"http://127.0.0.1:{port}")
    with pytest.raises(Busy):
        await TwilioMessages(config).send(outgoing())


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("channel", [Channel.WHATSAPP, Channel.SMS])
async def test_verify_carries_our_code_in_the_customers_language(
    twilio: Twilio, channel: Channel, language: Language
) -> None:
    sent = await _verify(twilio).send(outgoing(channel=channel, language=language))
    (taken,) = twilio.verifications
    assert sent == Sent(taken.sid)
    assert taken.form == {
        "To": "+9779876543210",
        "Channel": channel.value,
        "CustomCode": "042917",
        "Locale": language.value,
    }


async def test_verify_refuses_what_is_not_a_code(twilio: Twilio) -> None:
    with pytest.raises(Refused):
        await _verify(twilio).send(outgoing(NEWS))
    assert twilio.seen == []


def test_keys_are_not_printed() -> None:
    printed = repr(TwilioConfig(TwilioKeys(ACCOUNT, TOKEN, "SK1", "api-secret")))
    assert TOKEN not in printed
    assert "api-secret" not in printed


_URL = "https://desk.example/callbacks/twilio/status?message=5f3a"
_FORM = [("MessageSid", "SM1"), ("MessageStatus", "delivered"), ("To", "whatsapp:+9779876543210"), ("Née", "ü ")]


@pytest.mark.parametrize(
    "url",
    [
        _URL,
        "https://desk.example:443/callbacks",
        "https://desk.example:8443/callbacks?a=b&c=",
        "http://desk.example/",
        "http://desk.example:80/x",
        "https://user:word@desk.example/x",
        "http://127.0.0.1:8000/callbacks/twilio/status?message=1",
    ],
)
@pytest.mark.parametrize("form", [_FORM, [], [*_FORM, ("To", "another"), ("To", "another")]])
def test_a_signature_made_by_twilios_package_is_right(url: str, form: list[tuple[str, str]]) -> None:
    validator = RequestValidator(TOKEN)
    signature = validator.compute_signature(url, MultiDict(form))
    assert verify_signature(TOKEN, url, form, signature)
    assert not verify_signature("another token", url, form, signature)
    assert not verify_signature(TOKEN, url + "x", form, signature)
    assert not verify_signature(TOKEN, url, [*form, ("MessageStatus", "failed")], signature)


@pytest.mark.parametrize(("signed", "called"), [("https://a.example:443/x", "https://a.example/x")])
def test_the_port_may_be_there_or_not(signed: str, called: str) -> None:
    for one, other in ((signed, called), (called, signed)):
        signature = RequestValidator(TOKEN).compute_signature(one, dict(_FORM))
        assert RequestValidator(TOKEN).validate(other, dict(_FORM), signature)
        assert verify_signature(TOKEN, other, _FORM, signature)


@pytest.mark.parametrize("signature", ["", "x", "é", "\ud800", "A" * 10_000])
def test_a_signature_that_is_none_is_wrong(signature: str) -> None:
    assert not verify_signature(TOKEN, _URL, _FORM, signature)


def test_the_order_of_the_fields_does_not_matter() -> None:
    signature = RequestValidator(TOKEN).compute_signature(_URL, dict(_FORM))
    assert verify_signature(TOKEN, _URL, list(reversed(_FORM)), signature)
