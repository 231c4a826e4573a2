"""Email by any SMTP server, on a thread since the standard library's client blocks."""

import asyncio
import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate
from typing import Literal

from frontdesk.notifications import messages
from frontdesk.notifications.ports import Busy, NotSent, OutcomeUnknown, OutgoingMessage, Refused, Sent


@dataclass(frozen=True, slots=True)
class SmtpConfig:
    """`tls`: starttls upgrades a plain connection and refuses to go on without; none is for servers in the house.

    `timeout` is for each step of the conversation, in seconds.
    """

    host: str
    port: int
    sender_email: str
    sender_name: str | None = None
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    tls: Literal["starttls", "tls", "none"] = "starttls"
    timeout: float = 10.0


class Smtp:
    """Repeatable as mail between servers is: a second copy has the same Message-ID, which mailboxes show once."""

    name = "smtp"
    repeatable = True

    def __init__(self, config: SmtpConfig) -> None:
        self._config = config

    async def send(self, message: OutgoingMessage) -> Sent:
        letter = _letter(self._config, message)
        try:
            await asyncio.to_thread(_post, self._config, message.to, letter)
        except NotSent:
            raise
        except smtplib.SMTPResponseException as error:
            raise _by_reply(error.smtp_code, error.smtp_error) from error
        except ssl.SSLCertVerificationError as error:
            raise Refused("smtp certificate", error.verify_message) from error
        except (smtplib.SMTPServerDisconnected, OSError) as error:
            reason = "timeout" if isinstance(error, TimeoutError) else "connection"
            raise Busy(f"smtp {reason}", type(error).__name__) from error
        return Sent(str(letter["Message-ID"]))


def _letter(config: SmtpConfig, message: OutgoingMessage) -> EmailMessage:
    """Refused if an address or the subject could start a header of its own."""
    if any(char in field for field in (message.to, message.subject) for char in "\r\n\0"):
        raise Refused("smtp header", "a line break in an address or a subject")
    letter = EmailMessage(policy=SMTP)
    try:
        letter["From"] = _address(config.sender_email, config.sender_name or "")
        letter["To"] = _address(message.to)
    except (ValueError, IndexError) as error:
        raise Refused("smtp address", "an address that cannot be written") from error
    letter["Subject"] = message.subject
    letter["Date"] = formatdate()
    letter["Message-ID"] = f"<{message.id}@{_domain(config)}>"
    # No holiday notices in answer to a code.
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(message.body, cte="base64")
    letter.add_alternative(messages.as_html(message.body, message.language), subtype="html", cte="base64")
    return letter


def _address(spec: str, name: str = "") -> Address:
    if spec.isascii():
        return Address(name, addr_spec=spec)
    # The library's own reading knows ASCII alone; what could be two addresses or more is refused here instead.
    local, at, domain = spec.rpartition("@")
    if not (local and at and domain) or any(char in spec for char in ' ,;:<>()[]"\\\t') or "@" in local:
        raise ValueError(spec)
    return Address(name, username=local, domain=domain)


def _post(config: SmtpConfig, to: str, letter: EmailMessage) -> None:
    server = _connect(config)
    try:
        _sign_in(config, server)
        international = not (to.isascii() and config.sender_email.isascii())
        if international and not server.has_extn("smtputf8"):
            raise Refused("smtp address", "the server takes no addresses outside ASCII")
        _expect(server.mail(config.sender_email, ["SMTPUTF8"] if international else []))
        _expect(server.rcpt(to))
        _hand_over(server, letter.as_bytes(policy=SMTP.clone(utf8=international)))
        # It is taken by now; a server that does not say goodbye properly changes nothing.
        with suppress(smtplib.SMTPException, OSError):
            server.quit()
    finally:
        server.close()


def _sign_in(config: SmtpConfig, server: smtplib.SMTP) -> None:
    try:
        if config.tls == "starttls":
            server.starttls(context=ssl.create_default_context())
        server.ehlo_or_helo_if_needed()
        if config.username:
            server.login(config.username, config.password or "")
    except (smtplib.SMTPResponseException, smtplib.SMTPServerDisconnected):
        raise
    except smtplib.SMTPException as error:
        # It offers no TLS, or no way to sign in that we know: nothing is sent in the clear instead.
        raise Refused("smtp not_supported", str(error)) from error


def _hand_over(server: smtplib.SMTP, content: bytes) -> None:
    try:
        _expect(server.data(content))
    except smtplib.SMTPResponseException:
        raise
    except (smtplib.SMTPException, OSError) as error:
        raise OutcomeUnknown("smtp disconnected", type(error).__name__) from error


def _connect(config: SmtpConfig) -> smtplib.SMTP:
    # Naming ourselves by the sender's domain spares a look-up of our own host name, which can take seconds.
    if config.tls == "tls":
        return smtplib.SMTP_SSL(
            config.host,
            config.port,
            local_hostname=_domain(config),
            timeout=config.timeout,
            context=ssl.create_default_context(),
        )
    return smtplib.SMTP(config.host, config.port, local_hostname=_domain(config), timeout=config.timeout)


def _expect(reply: tuple[int, bytes]) -> None:
    code, text = reply
    if not 200 <= code < 300:
        raise _by_reply(code, text)


def _by_reply(code: int, text: bytes | str) -> NotSent:
    """4yz is "not now", 5yz "never" (RFC 5321, 4.2.1); anything else is no SMTP."""
    detail = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    if 500 <= code < 600:
        return Refused(f"smtp {code}", detail)
    return Busy(f"smtp {code}", detail)


def _domain(config: SmtpConfig) -> str:
    return config.sender_email.rpartition("@")[2] or "localhost"
