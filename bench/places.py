"""The last places, taken at once: 200 customers who all say "yes" to the last ten, then all enter their codes."""

import asyncio
import tempfile
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import orjson

from bench.client import SERVICE, Client, Customer, phone
from bench.server import Server, admin
from frontdesk.booking.dialogue.state import DialogueState, Field, Stage
from frontdesk.kit.clock import to_micros
from frontdesk.kit.ids import new_id
from frontdesk.storage.engine import Target
from frontdesk.storage.session import Database, Sql, Tx

CUSTOMERS = 200
PLACES = 10

_CONVERSATION = Sql(
    "INSERT INTO conversations (id, door, language, epoch, created_at, updated_at)"
    " VALUES (:id, 'booking', 'en', 0, :now, :now)"
)
_DIALOGUE = Sql(
    "INSERT INTO dialogues (conversation_id, stage, language, state, furthest, created_at, updated_at)"
    " VALUES (:id, 'confirming', 'en', :state, 4, :now, :now)"
)
_BOOKED = Sql("SELECT count(*), count(DISTINCT phone) FROM bookings WHERE event_date = :day AND status <> 'cancelled'")


@dataclass
class Round:
    """How many codes went out, how many bookings were acknowledged, and how many stand in the database."""

    codes: int
    confirmed: int
    stored: int


def _summed_up(tx: Tx, day: date, phones: list[str]) -> list[str]:
    """Conversations that stand at the summary, as ten lines of talk would have left them."""
    collected = {
        Field.SERVICE: SERVICE["name"],
        Field.PACKAGE: "Premium",
        Field.EVENT_DATE: day.isoformat(),
        Field.NAME: "Priya Sharma",
        Field.EMAIL: "priya@example.com",
        Field.ADDRESS: "Thamel, Kathmandu",
        Field.PINCODE: "44600",
        Field.SERVICE_COUNTRY: "Nepal",
    }
    state = DialogueState(stage=Stage.CONFIRMING, furthest=Stage.CONFIRMING)
    now = to_micros(datetime.now(UTC))
    sessions = []
    for number in phones:
        session = new_id()
        one = replace(state, collected={**collected, Field.PHONE: number})  # type: ignore[dict-item]
        tx.run(_CONVERSATION, id=session, now=now)
        tx.run(_DIALOGUE, id=session, state=orjson.dumps(one.to_json()).decode(), now=now)
        sessions.append(session)
    return sessions


async def _round(database: Database, number: int, clients: list[Client]) -> Round:
    day = date.today() + timedelta(days=30 + number)  # noqa: DTZ011  # any day of the near future will do
    phones = [phone(number * CUSTOMERS + place) for place in range(CUSTOMERS)]
    sessions = await database.tx(_summed_up, day, phones)
    customers = [
        Customer(client, number, session=session)
        for client, number, session in zip(clients, phones, sessions, strict=True)
    ]
    answers = await asyncio.gather(*(customer.say("yes") for customer in customers))
    sent = [customer for customer, answer in zip(customers, answers, strict=True) if answer["stage"] == "otp_sent"]
    codes = [await customer.code() for customer in sent]
    confirmed = await asyncio.gather(*(customer.say(code) for customer, code in zip(sent, codes, strict=True)))
    row = await database.read(lambda tx: tx.one(_BOOKED, day=day.isoformat()))
    assert row is not None
    assert row[0] == row[1], "one customer has two of the places"
    won = sum(answer["action"] == "booking_confirmed" for answer in confirmed)
    return Round(len(sent), won, row[0])


async def _rounds(server: Server, database: Database, rounds: int) -> list[Round]:
    office = await admin(server.port)
    await office.call("POST", "/admin/services", SERVICE | {"daily_capacity": PLACES})
    office.close()
    clients = [Client(server.port) for _ in range(CUSTOMERS)]
    results = [await _round(database, number, clients) for number in range(rounds)]
    for client in clients:
        client.close()
    return results


def measure(rounds: int = 100, database_url: str | None = None) -> list[Round]:
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        url = database_url or f"sqlite:///{folder / 'frontdesk.db'}"
        server = Server(folder, url).start()
        database = Database(Target.of(url))
        try:
            return asyncio.run(_rounds(server, database, rounds))
        finally:
            database.close()
            server.stop()
