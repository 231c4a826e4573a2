"""A customer who talks to the desk over HTTP, and the owner's catalogue that she chooses from."""

from dataclasses import dataclass, field
from typing import Any

import httpx

PACKAGES = [
    {"name": "Basic", "price": "15999.00"},
    {"name": "Premium", "price": "49999.00"},
    {"name": "Luxury", "price": "99999.00"},
]
SERVICES = ("Bridal Makeup Services", "Party Makeup Services", "Engagement Makeup", "Henna (Mehendi) Services")

ANSWERS = {
    "service": "Bridal Makeup Services",
    "package": "2",
    "event_date": "25 December 2026",
    "name": "Priya Sharma",
    "email": "priya@example.com",
    "phone": "+977-9876543210",
    "address": "Thamel, Kathmandu",
    "pincode": "44600",
    "service_country": "Nepal",
}


async def furnish(admin: httpx.AsyncClient, **more: Any) -> list[dict[str, Any]]:
    """The four services of the document; `more` goes into the first."""
    made = []
    for place, name in enumerate(SERVICES):
        body = {"name": name, "currency": "INR", "packages": PACKAGES} | (more if place == 0 else {})
        answer = await admin.post("/admin/services", json=body)
        assert answer.status_code == 201, answer.text
        made.append(answer.json())
    return made


@dataclass
class Customer:
    http: httpx.AsyncClient
    answers: dict[str, str] = field(default_factory=lambda: dict(ANSWERS))
    session: str | None = None
    last: dict[str, Any] = field(default_factory=dict)

    async def say(self, message: str, **more: Any) -> dict[str, Any]:
        body = {"message": message, "session_id": self.session} | more
        answer = await self.http.post("/agent/chat", json=body)
        assert answer.status_code == 200, answer.text
        self.last = answer.json()
        self.session = self.last["session_id"]
        return self.last

    async def code(self) -> str:
        to = self.last["collected_info"]["phone"]
        messages = (await self.http.get("/dev/outbox", params={"to": to, "channel": "whatsapp"})).json()
        words = str(messages[0]["body"]).replace("*", " ").replace(".", " ").split()
        return next(word for word in words if word.isdigit() and len(word) == 6)

    async def answer_until(self, stage: str) -> dict[str, Any]:
        """Answers what is asked, one thing at a time, until the conversation stands at `stage`."""
        if not self.last:
            await self.say("hello")
        for _ in range(15):
            if self.last["stage"] == stage:
                return self.last
            asked = self.last["missing_fields"]
            await self.say(self.answers[asked[0]] if asked else "yes")
        raise AssertionError(f"{stage} was not reached: {self.last}")

    async def book(self) -> dict[str, Any]:
        await self.answer_until("otp_sent")
        return await self.say(await self.code())
