"""SendGrid against a server of its form."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from tests.integrations.letters import NEWS, email
from tests.simulators.sendgrid import KEY, SendGrid
from tests.simulators.vendor import Answers, Fault, Hangs, Resets

from frontdesk.integrations.sendgrid import SendGrid as Sender
from frontdesk.integrations.sendgrid import SendGridConfig
from frontdesk.notifications.ports import Busy, NotSent, OutcomeUnknown, Refused


@pytest.fixture
async def sendgrid() -> AsyncIterator[SendGrid]:
    async with SendGrid() as started:
        yield started


def _sender(sendgrid: SendGrid, *, key: str = KEY, timeout: float = 5.0) -> Sender:
    return Sender(SendGridConfig(key, "noreply@studio.example", "Studio", sendgrid.url, timeout))


async def test_a_letter_goes_out_with_plain_text_first(sendgrid: SendGrid) -> None:
    sent = await _sender(sendgrid).send(email(NEWS))
    (mail,) = sendgrid.mails
    assert sent.vendor_id
    assert mail["personalizations"][0]["to"] == [{"email": "priya@example.com"}]
    assert mail["from"] == {"email": "noreply@studio.example", "name": "Studio"}
    assert [part["type"] for part in mail["content"]] == ["text/plain", "text/html"]
    assert mail["content"][0]["value"] == email(NEWS).body


_SHAPE = {"errors": [{"message": "…", "field": None, "help": None}]}
_FAILURES: list[tuple[Fault, type[NotSent], str, float | None]] = [
    (Answers(400, _SHAPE), Refused, "sendgrid 400", None),
    (Answers(401, _SHAPE), Refused, "sendgrid 401", None),
    (Answers(429, {"errors": [{"message": "too many requests"}]}), Busy, "sendgrid 429", None),
    (Answers(429, _SHAPE, {"X-RateLimit-Reset": "1"}), Busy, "sendgrid 429", 0),
    (Answers(429, _SHAPE, {"X-RateLimit-Reset": "99999999999"}), Busy, "sendgrid 429", 3600),
    (Answers(429, _SHAPE, {"X-RateLimit-Reset": "soon"}), Busy, "sendgrid 429", None),
    (Answers(500, _SHAPE), Busy, "sendgrid 500", None),
    (Answers(502, text="<html>"), OutcomeUnknown, "sendgrid 502", None),
    (Answers(504, _SHAPE), Busy, "sendgrid 504", None),
    (Hangs(), OutcomeUnknown, "sendgrid timeout", None),
    (Resets(acts=True), OutcomeUnknown, "sendgrid disconnected", None),
]


@pytest.mark.parametrize(("fault", "kind", "code", "wait"), _FAILURES)
async def test_each_failure_says_what_became_of_the_letter(
    sendgrid: SendGrid, fault: Fault, kind: type[NotSent], code: str, wait: float | None
) -> None:
    sendgrid.script.append(fault)
    with pytest.raises(kind) as caught:
        await _sender(sendgrid, timeout=0.2 if isinstance(fault, Hangs) else 5.0).send(email())
    assert caught.value.code == code
    if isinstance(caught.value, Busy):
        assert caught.value.retry_after == wait


async def test_the_reset_is_a_unix_second(sendgrid: SendGrid) -> None:
    reset = str(int(datetime.now(UTC).timestamp()) + 900)
    sendgrid.script.append(Answers(429, _SHAPE, {"X-RateLimit-Reset": reset}))
    with pytest.raises(Busy) as caught:
        await _sender(sendgrid).send(email())
    assert caught.value.retry_after is not None
    assert 0 < caught.value.retry_after <= 900
