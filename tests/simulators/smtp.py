"""A mail server that takes letters, with or without TLS and sign-in, and stumbles where the script says."""

import socket
import ssl
import threading
from base64 import b64decode
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import SMTP
from pathlib import Path
from typing import Literal, Self, cast

# Self-signed for 127.0.0.1 and localhost; tests make it trusted through SSL_CERT_FILE.
CERTIFICATE = Path(__file__).with_name("localhost.pem")
USER, PASSWORD = "desk@example.com", "app password"

Place = Literal["connect", "ehlo", "starttls", "auth", "mail", "rcpt", "data", "body", "quit"]


@dataclass(frozen=True, slots=True)
class Stumble:
    """At `place` the server answers `reply`, or without one hangs (`hangs`) or drops the connection.

    At "body" with `takes` it has kept the letter by then.
    """

    place: Place
    reply: str | None = None
    hangs: bool = False
    takes: bool = False


@dataclass(frozen=True, slots=True)
class Letter:
    sender: str
    recipients: tuple[str, ...]
    content: EmailMessage
    was_encrypted: bool
    signed_in_as: str | None


@dataclass(slots=True)
class _Talk:
    """One connection."""

    socket: socket.socket
    encrypted: bool
    user: str | None = None
    sender: str = ""
    recipients: list[str] = field(default_factory=list)
    _waiting: bytes = b""

    def readline(self) -> bytes:
        while b"\n" not in self._waiting:
            more = self.socket.recv(65536)
            if not more:
                return b""
            self._waiting += more
        line, _, self._waiting = self._waiting.partition(b"\n")
        return line + b"\n"


class SmtpServer:
    """`with SmtpServer() as server: server.port`; each connection on a thread of its own."""

    def __init__(
        self,
        *,
        tls: Literal["starttls", "tls", "none"] = "none",
        needs_sign_in: bool = False,
        knows_utf8: bool = False,
        stumbles: tuple[Stumble, ...] = (),
    ) -> None:
        self._tls = tls
        self._needs_sign_in = needs_sign_in
        self._knows_utf8 = knows_utf8
        self._stumbles = list(stumbles)
        self.letters: list[Letter] = []
        self._closing = threading.Event()
        self._threads: list[threading.Thread] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(CERTIFICATE)

    def __enter__(self) -> Self:
        self._start(self._accept)
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join(timeout=5)

    def _start(self, target: object, *args: object) -> None:
        thread = threading.Thread(target=target, args=args, daemon=True)  # type: ignore[arg-type]
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self._start(self._serve, connection)

    def _serve(self, connection: socket.socket) -> None:
        talk = _Talk(connection, encrypted=False)
        try:
            if self._tls == "tls":
                self._encrypt(talk)
            self._converse(talk)
        except (OSError, _Dropped):
            pass
        finally:
            talk.socket.close()

    def _encrypt(self, talk: _Talk) -> None:
        talk.socket = self._context.wrap_socket(talk.socket, server_side=True)
        talk.encrypted = True

    def _converse(self, talk: _Talk) -> None:
        self._answer(talk, "connect", "220 simulated ESMTP")
        while line := talk.readline():
            verb, _, rest = line.decode("utf-8").strip().partition(" ")
            match verb.upper():
                case "EHLO" | "HELO":
                    self._answer(talk, "ehlo", self._greeting(talk))
                case "STARTTLS":
                    self._answer(talk, "starttls", "220 go ahead")
                    self._encrypt(talk)
                case "AUTH":
                    self._sign_in(talk, rest)
                case "MAIL":
                    if self._needs_sign_in and not talk.user:
                        self._answer(talk, "mail", "530 5.7.0 Authentication required")
                    else:
                        talk.sender = _address(rest)
                        self._answer(talk, "mail", "250 ok")
                case "RCPT":
                    if self._answer(talk, "rcpt", "250 ok"):
                        talk.recipients.append(_address(rest))
                case "DATA":
                    if self._answer(talk, "data", "354 end with a dot"):
                        self._take(talk)
                case "QUIT":
                    self._answer(talk, "quit", "221 bye")
                    return
                case _:
                    self._answer(talk, "ehlo", "250 ok")

    def _greeting(self, talk: _Talk) -> str:
        offers = ["simulated", "8BITMIME", "AUTH PLAIN LOGIN"]
        if self._knows_utf8:
            offers.append("SMTPUTF8")
        if self._tls == "starttls" and not talk.encrypted:
            offers.append("STARTTLS")
        return "\r\n".join(f"250-{offer}" for offer in offers[:-1]) + f"\r\n250 {offers[-1]}"

    def _sign_in(self, talk: _Talk, rest: str) -> None:
        method, _, initial = rest.partition(" ")
        _, user, password = b64decode(initial).decode().split("\0") if method.upper() == "PLAIN" else ("", "", "")
        if (user, password) == (USER, PASSWORD):
            talk.user = user
            self._answer(talk, "auth", "235 2.7.0 Accepted")
        else:
            self._answer(talk, "auth", "535 5.7.8 Username and Password not accepted")

    def _take(self, talk: _Talk) -> None:
        lines: list[bytes] = []
        while (line := talk.readline()) not in (b".\r\n", b""):
            lines.append(line[1:] if line.startswith(b".") else line)
        content = cast("EmailMessage", BytesParser(policy=SMTP).parsebytes(b"".join(lines)))
        letter = Letter(talk.sender, tuple(talk.recipients), content, talk.encrypted, talk.user)
        stumble = self._stumble("body")
        if stumble is None or stumble.takes:
            self.letters.append(letter)
        talk.recipients = []
        self._say(talk, stumble, "250 2.0.0 queued")

    def _answer(self, talk: _Talk, place: Place, reply: str) -> bool:
        """True if the command was accepted."""
        return self._say(talk, self._stumble(place), reply)

    def _say(self, talk: _Talk, stumble: Stumble | None, reply: str) -> bool:
        if stumble is not None:
            if stumble.hangs:
                self._closing.wait(10)
            if stumble.reply is None:
                raise _Dropped
        talk.socket.sendall(f"{stumble.reply if stumble else reply}\r\n".encode())
        return stumble is None

    def _stumble(self, place: Place) -> Stumble | None:
        for stumble in self._stumbles:
            if stumble.place == place:
                self._stumbles.remove(stumble)
                return stumble
        return None


class _Dropped(Exception):
    pass


def _address(rest: str) -> str:
    return rest.partition("<")[2].partition(">")[0]
