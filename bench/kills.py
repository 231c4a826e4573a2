"""Kill -9 in the middle of parallel dialogues: what was acknowledged is there, once."""

import asyncio
import random
import tempfile
from dataclasses import dataclass
from pathlib import Path

from bench.client import Client, Customer, Gone, phone
from bench.server import Server, free_port
from bench.turns import furnish
from frontdesk.storage.engine import Target
from frontdesk.storage.session import Database, Sql

DIALOGUES = 32

_SAID = Sql("SELECT content FROM messages WHERE conversation_id = :id AND sender = 'customer' ORDER BY id")
_ANSWERED = Sql("SELECT count(*) FROM messages WHERE conversation_id = :id AND sender = 'assistant'")
_BOOKINGS = Sql("SELECT id, conversation_id FROM bookings")


@dataclass
class Verdict:
    kills: int
    turns: int
    bookings: int
    lost_lines: int
    doubled_lines: int
    lost_bookings: int
    doubled_bookings: int

    @property
    def is_clean(self) -> bool:
        return not (self.lost_lines or self.doubled_lines or self.lost_bookings or self.doubled_bookings)


async def _persist(customer: Customer, over: asyncio.Event) -> None:
    """Books however often the server dies, and finishes the line that is out even when time is up."""
    while True:
        try:
            if customer.waits:
                await customer.again()
            elif over.is_set():
                return
            line = await customer.next_line()
            if line is None:
                return
            await customer.say(line)
        except Gone:
            await asyncio.sleep(0.05)


async def _storm(server: Server, kills: int, seed: int) -> list[Customer]:
    chance = random.Random(seed)
    over = asyncio.Event()
    everyone: list[Customer] = []
    numbers = iter(range(10**6))

    async def client() -> None:
        while not over.is_set():
            customer = Customer(Client(server.port), phone(next(numbers)))
            everyone.append(customer)
            await _persist(customer, over)
            customer.client.close()

    async def reaper() -> None:
        """Counts turns, not seconds: each life of the server does some work, however slow the machine."""
        for _ in range(kills):
            wanted = sum(customer.turns for customer in everyone) + chance.randint(100, 600)
            # nothing signals a turn, and the uneven pause is part of the chance
            while sum(customer.turns for customer in everyone) < wanted:  # noqa: ASYNC110
                await asyncio.sleep(chance.uniform(0.01, 0.05))
            server.kill()
            await asyncio.to_thread(server.start)
        over.set()

    await asyncio.gather(reaper(), *(client() for _ in range(DIALOGUES)))
    return everyone


def _judge(database: Database, customers: list[Customer], kills: int) -> Verdict:
    lost = doubled = 0
    for customer in customers:
        if customer.session is None:
            continue
        stored = [row[0] for row in database.read_now(lambda tx, c=customer: tx.run(_SAID, id=c.session))]  # type: ignore[misc]
        answers = database.read_now(lambda tx, c=customer: tx.one(_ANSWERED, id=c.session))  # type: ignore[misc]
        lost += sum(1 for place, line in enumerate(customer.lines) if place >= len(stored) or stored[place] != line)
        doubled += max(0, len(stored) - len(customer.lines)) + abs(answers[0] - len(stored))
    rows = database.read_now(lambda tx: tx.run(_BOOKINGS))
    booked = {c.answer["booking_id"] for c in customers if c.answer.get("action") == "booking_confirmed"}
    conversations = [row[1] for row in rows]
    return Verdict(
        kills=kills,
        turns=sum(customer.turns for customer in customers),
        bookings=len(booked),
        lost_lines=lost,
        doubled_lines=doubled,
        lost_bookings=len(booked - {row[0] for row in rows}),
        doubled_bookings=len(conversations) - len(set(conversations)) + len(rows) - len(booked),
    )


def measure(kills: int = 30, database_url: str | None = None, seed: int = 20261121) -> Verdict:
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        url = database_url or f"sqlite:///{folder / 'frontdesk.db'}"
        server = Server(folder, url, port=free_port()).start()
        try:
            asyncio.run(furnish(server))
            customers = asyncio.run(_storm(server, kills, seed))
        finally:
            server.stop()
        database = Database(Target.of(url))
        try:
            return _judge(database, customers, kills)
        finally:
            database.close()
