"""Start-up, memory at rest, memory after ten thousand dialogues, and what a full database costs a turn."""

import asyncio
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy import insert

from bench import turns
from bench.server import Server, Usage
from frontdesk.booking.models import bookings, dialogues
from frontdesk.conversations.models import conversations, messages
from frontdesk.kit.clock import to_micros
from frontdesk.kit.ids import new_id
from frontdesk.storage import migrate
from frontdesk.storage.engine import Target
from frontdesk.storage.session import Database, Tx


def start_up(runs: int = 5) -> list[Usage]:
    """Each a start on a database that is there already, two seconds after the port opened."""
    results = []
    with tempfile.TemporaryDirectory() as scratch:
        for run in range(runs + 1):
            server = Server(Path(scratch)).start()
            time.sleep(2)
            if run:  # the first makes the database
                results.append(server.usage())
            server.stop()
    return results


def memory_growth(dialogues_count: int = 10_000) -> tuple[float, float]:
    """Resident MB at rest after a first hundred dialogues, and after all."""
    with tempfile.TemporaryDirectory() as scratch:
        server = Server(Path(scratch)).start()
        try:
            time.sleep(2)
            at_rest = server.usage().memory
            asyncio.run(turns.furnish(server))
            asyncio.run(turns._load(server, dialogues_count, 0))
            return at_rest, server.usage().memory
        finally:
            server.stop()


def fill(database: Database, bookings_count: int, sessions: int) -> None:
    """Old bookings over ten years, and sessions with a dozen lines each."""

    def write(tx: Tx, first: int, count: int) -> None:
        rows = []
        for number in range(first, first + count):
            day = date(2016, 1, 1) + timedelta(days=number % 3650)
            at = datetime(day.year, day.month, day.day, tzinfo=UTC)
            rows.append(
                {
                    "id": new_id(), "service_id": "old", "service": "Bridal Makeup Services", "package": "Basic",
                    "price_minor": 1_599_900, "currency": "INR", "name": f"Customer {number}",
                    "email": f"c{number}@example.com", "phone": f"+9198{number:08d}", "phone_country": "IN",
                    "service_country": "India", "address": "12 MG Road", "pincode": "560001",
                    "event_date": day.isoformat(), "status": "completed", "otp_verified": True, "language": "en",
                    "created_on": day.isoformat(), "created_at": at, "updated_at": at,
                }
            )  # fmt: skip
        tx.execute(insert(bookings), rows)

    def talk(tx: Tx, count: int) -> None:
        now = to_micros(datetime.now(UTC))
        ids = [new_id() for _ in range(count)]
        tx.execute(
            insert(conversations),
            [
                {"id": i, "door": "booking", "language": "en", "epoch": 0, "created_at": now, "updated_at": now}
                for i in ids
            ],
        )
        tx.execute(
            insert(dialogues),
            [
                {
                    "conversation_id": i, "stage": "greeting", "language": "en", "state": "{}", "furthest": 0,
                    "created_at": now, "updated_at": now,
                }
                for i in ids
            ],
        )  # fmt: skip
        tx.execute(
            insert(messages),
            [
                {"conversation_id": i, "sender": "customer", "content": "Priya Sharma", "created_at": now}
                for i in ids
                for _ in range(24)
            ],
        )

    for first in range(0, bookings_count, 5000):
        database.tx_now(write, first, min(5000, bookings_count - first))
    for _ in range(0, sessions, 1000):
        database.tx_now(talk, min(1000, sessions))


def full_against_empty(
    dialogues_count: int = 200, *, empty_url: str | None = None, full_url: str | None = None
) -> tuple[float, float]:
    """CPU ms a turn on an empty and on a filled database, measured in turn, the medians of three."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        (folder / "empty").mkdir()
        (folder / "full").mkdir()
        full = full_url or f"sqlite:///{folder / 'full' / 'frontdesk.db'}"
        migrate.upgrade(Target.of(full))
        database = Database(Target.of(full))
        fill(database, 100_000, 10_000)
        database.close()
        pairs = []
        for run in range(3):
            (folder / f"e{run}").mkdir()
            (folder / f"f{run}").mkdir(exist_ok=True)
            none = turns.measure(dialogues_count, empty_url, folder / f"e{run}")
            much = turns.measure(dialogues_count, full, folder / f"f{run}")
            pairs.append((none.cpu_ms, much.cpu_ms))
        return sorted(p[0] for p in pairs)[1], sorted(p[1] for p in pairs)[1]
