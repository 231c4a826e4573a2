"""A keep-alive HTTP client thin enough not to be what is measured, and a customer who books through it."""

import asyncio
import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote
from uuid import uuid4


class Gone(ConnectionError):
    """The server went away before it answered: whether it did the work is not known."""


@dataclass
class Client:
    port: int
    headers: dict[str, str] = field(default_factory=dict)
    _reader: asyncio.StreamReader | None = None
    _writer: asyncio.StreamWriter | None = None

    async def call(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        payload = b"" if body is None else json.dumps(body).encode()
        sent = {"Host": "localhost", "Content-Length": str(len(payload)), "Content-Type": "application/json"}
        lines = [f"{method} {path} HTTP/1.1"]
        lines += [f"{name}: {value}" for name, value in (sent | self.headers | headers).items()]
        try:
            if self._writer is None:
                self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self.port)
            self._writer.write("\r\n".join(lines).encode() + b"\r\n\r\n" + payload)
            return await self._answer()
        except (OSError, asyncio.IncompleteReadError) as error:
            self.close()
            raise Gone(str(error)) from error

    def close(self) -> None:
        if self._writer is not None:
            self._writer.close()
        self._reader = self._writer = None

    async def _answer(self) -> tuple[int, Any]:
        assert self._reader is not None
        head = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        status = int(head[0].split(" ")[1])
        length = next(int(line[15:]) for line in head if line.lower().startswith("content-length:"))
        raw = await self._reader.readexactly(length)
        return status, json.loads(raw) if raw else None


SERVICE = {
    "name": "Bridal Makeup Services",
    "currency": "INR",
    "duration_minutes": 180,
    "packages": [
        {"name": "Basic", "price": "15999.00"},
        {"name": "Premium", "price": "49999.00"},
        {"name": "Luxury", "price": "99999.00"},
    ],
}

# What a customer answers to each question, as people do: short, one thing at a time.
_ANSWERS = {
    "service": "1",
    "package": "2",
    "name": "Priya Sharma",
    "email": "priya@example.com",
    "address": "Thamel, Kathmandu",
    "pincode": "44600",
    "service_country": "Nepal",
}


@dataclass
class Customer:
    """Books by conversation, answering whatever is asked; keeps each line and answer that was acknowledged.

    Each line carries a key of its own, so a line whose answer was lost can be sent again.
    """

    client: Client
    phone: str
    date: str = "25 December"
    questions: tuple[str, ...] = ("What is your Instagram?",)
    session: str | None = None
    lines: list[str] = field(default_factory=list)
    turns: int = 0
    answer: dict[str, Any] = field(default_factory=dict)
    _pending: tuple[str, str] | None = None

    async def say(self, line: str) -> dict[str, Any]:
        """Raises Gone if the server died; `again` then repeats the line."""
        self._pending = (line, uuid4().hex)
        return await self.again()

    async def again(self) -> dict[str, Any]:
        assert self._pending is not None
        line, key = self._pending
        body = {"message": line, "session_id": self.session, "language": "en"}
        status, answer = await self.client.call("POST", "/agent/chat", body, **{"Idempotency-Key": key})
        if status != 200:
            raise AssertionError(f"{status} to {line!r}: {answer}")
        self.session, self.answer, self._pending = answer["session_id"], answer, None
        self.lines.append(line)
        self.turns += 1
        return answer

    @property
    def waits(self) -> bool:
        """A line is out whose answer never came."""
        return self._pending is not None

    async def code(self) -> str:
        _, messages = await self.client.call("GET", f"/dev/outbox?channel=whatsapp&to={quote(self.phone)}")
        body = str(messages[0]["body"])
        return next(
            word for word in body.replace(".", " ").replace("*", " ").split() if word.isdigit() and len(word) == 6
        )

    async def next_line(self) -> str | None:
        """What she says next; None once she has booked."""
        if not self.lines:
            return "I want bridal makeup"
        if self.answer["action"] == "booking_confirmed":
            return None
        if self.answer["stage"] == "otp_sent":
            return await self.code()
        if self.answer["stage"] == "confirming":
            return "yes"
        asked = self.answer["missing_fields"][0]
        if asked == "name" and self.questions and self.questions[0] not in self.lines:
            return self.questions[0]
        return {"phone": self.phone, "event_date": self.date}.get(asked) or _ANSWERS[asked]

    async def book(self) -> dict[str, Any]:
        for _ in range(30):
            line = await self.next_line()
            if line is None:
                return self.answer
            await self.say(line)
        raise AssertionError(f"not booked after 30 lines; the last answer was {self.answer}")


def phone(number: int) -> str:
    """A number of its own for each customer: the limit of codes is per number."""
    return f"+97798{number % 100_000_000:08d}"
