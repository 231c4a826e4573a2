"""Letters to a mail server, with and without TLS, and every step that can go wrong."""

import dataclasses
import socket

import pytest
from tests.integrations.letters import NEWS, email
from tests.simulators.smtp import CERTIFICATE, PASSWORD, USER, SmtpServer, Stumble

from frontdesk.integrations.smtp import Smtp, SmtpConfig
from frontdesk.notifications.ports import Busy, NotSent, OutcomeUnknown, Refused


@pytest.fixture
def trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))


def _smtp(server: SmtpServer, **more: object) -> Smtp:
    config = SmtpConfig(
        host="127.0.0.1",
        port=server.port,
        sender_email="desk@studio.example",
        sender_name="स्टूडियो",
        tls="none",
        timeout=5.0,
    )
    return Smtp(dataclasses.replace(config, **more))


async def test_a_letter_arrives_whole_in_both_forms() -> None:
    with SmtpServer() as server:
        sent = await _smtp(server).send(email(NEWS))
    (letter,) = server.letters
    content = letter.content
    assert (letter.sender, letter.recipients) == ("desk@studio.example", ("priya@example.com",))
    assert content["Message-ID"] == sent.vendor_id == "<0123456789abcdef0123456789abcdef@studio.example>"
    assert content["Subject"] == email(NEWS).subject
    assert content["From"].addresses[0].display_name == "स्टूडियो"
    assert content["Auto-Submitted"] == "auto-generated"
    plain, html = content.iter_parts()
    assert plain.get_content().splitlines() == email(NEWS).body.splitlines()
    assert html.get_content().startswith('<!doctype html><html lang="hi">')


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize("tls", ["starttls", "tls"])
async def test_tls_and_sign_in(tls: str) -> None:
    with SmtpServer(tls=tls, needs_sign_in=True) as server:
        await _smtp(server, tls=tls, username=USER, password=PASSWORD).send(email())
    (letter,) = server.letters
    assert (letter.was_encrypted, letter.signed_in_as) == (True, USER)


@pytest.mark.parametrize("tls", ["starttls", "tls"])
async def test_a_certificate_that_nobody_vouches_for_is_refused(tls: str) -> None:
    with SmtpServer(tls=tls) as server, pytest.raises(Refused) as caught:
        await _smtp(server, tls=tls).send(email())
    assert caught.value.code == "smtp certificate"
    assert server.letters == []


async def test_nothing_goes_in_the_clear_where_tls_was_asked_for() -> None:
    with SmtpServer(tls="none") as server, pytest.raises(Refused) as caught:
        await _smtp(server, tls="starttls").send(email())
    assert caught.value.code == "smtp not_supported"
    assert server.letters == []


async def test_a_wrong_password_is_final_and_not_told() -> None:
    with SmtpServer(needs_sign_in=True) as server, pytest.raises(Refused) as caught:
        await _smtp(server, username=USER, password="wrong-password").send(email())
    assert caught.value.code == "smtp 535"
    assert "wrong-password" not in caught.value.code + caught.value.detail
    assert "wrong-password" not in repr(SmtpConfig("h", 25, "a@b.example", password="wrong-password"))


_STUMBLES: list[tuple[Stumble, type[NotSent], str]] = [
    (Stumble("connect", "554 no service"), Refused, "smtp 554"),
    (Stumble("connect", "421 too busy"), Busy, "smtp 421"),
    (Stumble("connect"), Busy, "smtp connection"),
    (Stumble("connect", hangs=True), Busy, "smtp connection"),
    (Stumble("mail", "451 try later"), Busy, "smtp 451"),
    (Stumble("mail", "550 not you"), Refused, "smtp 550"),
    (Stumble("rcpt", "450 greylisted"), Busy, "smtp 450"),
    (Stumble("rcpt", "550 no such user"), Refused, "smtp 550"),
    (Stumble("rcpt"), Busy, "smtp connection"),
    (Stumble("data", "452 disk full"), Busy, "smtp 452"),
    (Stumble("data", "554 no"), Refused, "smtp 554"),
    (Stumble("body", "451 local error"), Busy, "smtp 451"),
    (Stumble("body", "550 spam"), Refused, "smtp 550"),
    (Stumble("body", takes=True), OutcomeUnknown, "smtp disconnected"),
    (Stumble("body", takes=True, hangs=True), OutcomeUnknown, "smtp disconnected"),
    (Stumble("body", "garbage"), Busy, "smtp -1"),
]


@pytest.mark.parametrize(("stumble", "kind", "code"), _STUMBLES)
async def test_each_stumble_says_what_became_of_the_letter(stumble: Stumble, kind: type[NotSent], code: str) -> None:
    with SmtpServer(stumbles=(stumble,)) as server, pytest.raises(kind) as caught:
        await _smtp(server, timeout=0.3 if stumble.hangs else 5.0).send(email())
    assert caught.value.code == code
    assert len(server.letters) == stumble.takes


@pytest.mark.parametrize("stumble", [Stumble("quit"), Stumble("quit", "500 what"), Stumble("quit", hangs=True)])
async def test_a_server_without_manners_at_the_end_has_still_taken_the_letter(stumble: Stumble) -> None:
    with SmtpServer(stumbles=(stumble,)) as server:
        await _smtp(server, timeout=0.3).send(email())
    assert len(server.letters) == 1


async def test_a_server_that_is_not_there_is_tried_again() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    config = SmtpConfig("127.0.0.1", port, "desk@studio.example", tls="none")
    with pytest.raises(Busy):
        await Smtp(config).send(email())


@pytest.mark.parametrize(
    ("to", "subject"),
    [
        ("a@b.example\r\nBcc: c@d.example", "Hello"),
        ("a@b.example", "Hello\nBcc: c@d.example"),
        ("a@b.example", "Hello\r"),
        ("a@b.example\0", "Hello"),
        ("a@b.example>\0", "Hello"),
        ("no address", "Hello"),
        ("", "Hello"),
        ("a@b.example, c@d.example", "Hello"),
        ("ä@b.example, c@d.example", "Hello"),
        ("ä@b@d.example", "Hello"),
        ("ä", "Hello"),
    ],
)
async def test_an_address_or_subject_cannot_start_a_header_of_its_own(to: str, subject: str) -> None:
    with SmtpServer(knows_utf8=True) as server, pytest.raises(Refused):
        await _smtp(server).send(dataclasses.replace(email(), to=to, subject=subject))
    assert server.letters == []


async def test_a_line_of_a_dot_does_not_end_the_letter() -> None:
    with SmtpServer() as server:
        await _smtp(server).send(dataclasses.replace(email(), body="one\n.\ntwo"))
    plain = next(iter(server.letters[0].content.iter_parts()))
    assert plain.get_content().split() == ["one", ".", "two"]


async def test_an_address_outside_ascii_needs_a_server_that_knows_them() -> None:
    abroad = email(to="पूजा@example.com")
    with SmtpServer() as server, pytest.raises(Refused):
        await _smtp(server).send(abroad)
    with SmtpServer(knows_utf8=True) as server:
        await _smtp(server).send(abroad)
    assert server.letters[0].recipients == ("पूजा@example.com",)
