"""What a failed call means, and what never leaves with it."""

import socket
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from aiohttp import web
from tests.simulators.vendor import Answers, Hangs, Resets, Vendor, answer

from frontdesk.integrations.http import Answer, NoAnswer, NotReached, Service


class _Echo(Vendor):
    def routes(self) -> list:
        return [("/base/things", self._act)]

    async def _act(self, request: web.Request, body: bytes) -> web.Response:
        return answer(200, {"body": body.decode(), "type": request.headers["Content-Type"]}, **{"X-One": "1"})


def _service(url: str, timeout: float = 5.0) -> Service:
    return Service(f"{url}/base/", {"X-Key": "secret-key"}, timeout)


async def test_forms_and_documents_arrive_under_the_base_url() -> None:
    async with _Echo() as vendor:
        service = _service(vendor.url)
        form = await service.post_form("/things", {"To": "whatsapp:+1", "Body": "ä & b"})
        assert form.json() == {
            "body": "To=whatsapp%3A%2B1&Body=%C3%A4+%26+b",
            "type": "application/x-www-form-urlencoded",
        }
        document = await service.post_json("/things", {"a": "नमस्ते"}, {"X-More": "2"})
        assert document.json()["body"] == '{"a":"नमस्ते"}'
        assert (document.status, document.headers["x-one"]) == (200, "1")
        assert vendor.seen[1].headers["X-More"] == "2"
        assert vendor.seen[1].headers["X-Key"] == "secret-key"


async def test_a_closed_port_was_not_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(NotReached) as caught:
        await _service(f"http://127.0.0.1:{port}").post_form("/things", {})
    assert (caught.value.reason, caught.value.__suppress_context__) == ("connection", True)


@pytest.mark.parametrize("url", ["http://no-such-host.invalid", "not a url", "http://127.0.0.1:1:2"])
async def test_an_address_that_leads_nowhere_was_not_reached(url: str) -> None:
    with pytest.raises(NotReached):
        await _service(url).post_form("/things", {})


async def test_a_lost_answer_is_no_answer() -> None:
    async with _Echo() as vendor:
        vendor.script += [Hangs(), Resets(), Answers(200, text="x" * (1024 * 1024 + 1))]
        reasons = []
        for timeout in (0.2, 5.0, 5.0):
            with pytest.raises(NoAnswer) as caught:
                await _service(vendor.url, timeout).post_form("/things", {})
            assert "secret-key" not in repr(caught.value)
            reasons.append(caught.value.reason)
    assert reasons == ["timeout", "disconnected", "oversize"]


async def test_a_redirect_is_not_followed() -> None:
    async with _Echo() as vendor:
        vendor.script.append(Answers(307, headers={"Location": f"{vendor.url}/base/things"}))
        moved = await _service(vendor.url).post_form("/things", {})
    assert moved.status == 307
    assert len(vendor.seen) == 1


def test_keys_stay_out_of_what_is_printed() -> None:
    assert "secret-key" not in repr(_service("http://a.example"))


@pytest.mark.parametrize("body", [b"", b"<html>502</html>", b"[1]", b'"x"', b"null", b"\xff"])
def test_a_body_that_is_no_object_reads_as_empty(body: bytes) -> None:
    assert Answer(200, {}, body).json() == {}


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("7", 7),
        ("0.5", 0.5),
        ("-3", 0),
        ("86400", 3600),
        ("inf", 3600),
        ("nan", None),
        ("", None),
        ("soon", None),
        ("Mon, 01 Jan 2001 00:00:00 GMT", 0),
        ("Mon, 01 Jan 2001 00:00:00 -0000", 0),
    ],
)
def test_a_wait_is_read_and_capped(value: str, seconds: float | None) -> None:
    assert Answer(429, {"retry-after": value}, b"").seconds("retry-after") == seconds


def test_a_wait_may_be_a_date() -> None:
    due = format_datetime(datetime.now(UTC) + timedelta(hours=2), usegmt=True)
    assert Answer(429, {"retry-after": due}, b"").seconds("retry-after") == 3600
