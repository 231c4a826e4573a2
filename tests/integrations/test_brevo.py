"""Brevo against a server of its form."""

from collections.abc import AsyncIterator

import pytest
from tests.integrations.letters import NEWS, email
from tests.simulators.brevo import KEY, Brevo
from tests.simulators.vendor import Answers, Fault, Hangs, Resets

from frontdesk.integrations.brevo import Brevo as Sender
from frontdesk.integrations.brevo import BrevoConfig
from frontdesk.notifications.ports import Busy, NotSent, OutcomeUnknown, Refused, Sent


@pytest.fixture
async def brevo() -> AsyncIterator[Brevo]:
    async with Brevo() as started:
        yield started


def _sender(brevo: Brevo, *, key: str = KEY, name: str | None = "Studio", timeout: float = 5.0) -> Sender:
    return Sender(BrevoConfig(key, "noreply@studio.example", name, f"{brevo.url}/v3", timeout))


async def test_a_letter_goes_out_as_text_and_html_with_our_key(brevo: Brevo) -> None:
    sent = await _sender(brevo).send(email(NEWS))
    (mail,) = brevo.mails
    assert sent.vendor_id
    assert mail["sender"] == {"email": "noreply@studio.example", "name": "Studio"}
    assert mail["to"] == [{"email": "priya@example.com"}]
    assert mail["subject"] == email(NEWS).subject
    assert mail["textContent"] == email(NEWS).body
    assert mail["htmlContent"].startswith('<!doctype html><html lang="hi">')
    assert mail["headers"] == {"idempotencyKey": "01234567-89ab-cdef-0123-456789abcdef"}
    assert set(mail) == {"sender", "to", "subject", "textContent", "htmlContent", "headers"}


async def test_a_sender_without_a_name_leaves_it_out(brevo: Brevo) -> None:
    await _sender(brevo, name="").send(email())
    assert brevo.mails[0]["sender"] == {"email": "noreply@studio.example"}


async def test_a_second_try_after_a_lost_answer_finds_the_first(brevo: Brevo) -> None:
    brevo.script.append(Resets(acts=True))
    with pytest.raises(OutcomeUnknown):
        await _sender(brevo).send(email())
    assert await _sender(brevo).send(email()) == Sent(None)
    assert len(brevo.mails) == 1


_FAILURES: list[tuple[Fault, type[NotSent], str, float | None]] = [
    (Answers(400, {"code": "invalid_parameter", "message": "…"}), Refused, "brevo invalid_parameter", None),
    (Answers(400, {"code": "missing_parameter", "message": "…"}), Refused, "brevo missing_parameter", None),
    (Answers(401, {"code": "unauthorized", "message": "…"}), Refused, "brevo unauthorized", None),
    (Answers(402, {"code": "not_enough_credits", "message": "…"}), Refused, "brevo not_enough_credits", None),
    (Answers(403, {"code": "permission_denied", "message": "…"}), Refused, "brevo permission_denied", None),
    (Answers(429, {"message": "…"}, {"x-sib-ratelimit-reset": "12"}), Busy, "brevo 429", 12),
    (Answers(429, {"message": "…"}, {"x-sib-ratelimit-reset": "x", "Retry-After": "3"}), Busy, "brevo 429", 3),
    (Answers(429, text="slow down"), Busy, "brevo 429", None),
    (Answers(500, {"code": "internal", "message": "…"}), Busy, "brevo internal", None),
    (Answers(502, text="<html>"), Busy, "brevo 502", None),
    (Answers(301, headers={"Location": "https://elsewhere.example"}), Refused, "brevo 301", None),
    (Answers(201, text="<html>"), OutcomeUnknown, "brevo unreadable", None),
    (Hangs(), OutcomeUnknown, "brevo timeout", None),
    (Resets(), OutcomeUnknown, "brevo disconnected", None),
]


@pytest.mark.parametrize(("fault", "kind", "code", "wait"), _FAILURES)
async def test_each_failure_says_what_became_of_the_letter(
    brevo: Brevo, fault: Fault, kind: type[NotSent], code: str, wait: float | None
) -> None:
    brevo.script.append(fault)
    with pytest.raises(kind) as caught:
        await _sender(brevo, timeout=0.2 if isinstance(fault, Hangs) else 5.0).send(email())
    assert caught.value.code == code
    if isinstance(caught.value, Busy):
        assert caught.value.retry_after == wait


async def test_a_wrong_key_is_refused_and_not_told(brevo: Brevo) -> None:
    with pytest.raises(Refused) as caught:
        await _sender(brevo, key="xkeysib-wrong").send(email())
    assert caught.value.code == "brevo unauthorized"
    assert "xkeysib" not in caught.value.code + caught.value.detail
    assert "xkeysib" not in repr(BrevoConfig("xkeysib-1", "a@b.example"))
