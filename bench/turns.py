"""CPU, latency and growth of a booking turn over HTTP, durable before the answer."""

import asyncio
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from bench.client import SERVICE, Client, Customer, phone
from bench.server import Server, admin

CLIENTS = 32


@dataclass
class Measured:
    """`cpu_ms` of the server a turn; `p50` and `p99` of the wall clock in ms, for the ratio of the two."""

    turns: int
    cpu_ms: float
    p50: float
    p99: float
    memory_before: float
    memory_after: float


class _Timed(Customer):
    spent: list[float]

    async def again(self) -> dict[str, object]:
        start = time.perf_counter()
        answer = await super().again()
        self.spent.append(time.perf_counter() - start)
        return answer


async def _load(server: Server, dialogues: int, first: int) -> Measured:
    waiting = iter(range(first, first + dialogues))
    spent: list[float] = []

    async def client() -> None:
        connection = Client(server.port)
        for number in waiting:
            customer = _Timed(connection, phone(number))
            customer.spent = spent
            await customer.book()
        connection.close()

    before = server.usage()
    await asyncio.gather(*(client() for _ in range(CLIENTS)))
    after = server.usage()
    ranked = sorted(spent)
    return Measured(
        turns=len(ranked),
        cpu_ms=(after.cpu - before.cpu) / len(ranked) * 1000,
        p50=statistics.median(ranked) * 1000,
        p99=ranked[int(len(ranked) * 0.99)] * 1000,
        memory_before=before.memory,
        memory_after=after.memory,
    )


async def furnish(server: Server) -> None:
    client = await admin(server.port)
    await client.call("POST", "/admin/services", SERVICE)
    entry = {
        "title": "Instagram",
        "content": "You can follow our work on Instagram: @asha.example. New looks every Friday.",
        "category": "Contact",
        "language": "en",
        "is_active": True,
    }
    await client.call("POST", "/admin/knowledge", entry)
    client.close()


def measure(dialogues: int = 400, database_url: str | None = None, folder: Path | None = None) -> Measured:
    """A warm-up of a tenth, then `dialogues` whole bookings from 32 clients at once."""
    with tempfile.TemporaryDirectory() as scratch:
        server = Server(folder or Path(scratch), database_url).start()
        try:
            asyncio.run(furnish(server))
            asyncio.run(_load(server, max(32, dialogues // 10), 0))
            return asyncio.run(_load(server, dialogues, 1_000_000))
        finally:
            server.stop()


def floor(turns: int = 4000) -> float:
    """CPU ms a turn of the thinnest durable server (bench/floor.py) on this machine now."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        server = Server(folder, command=[sys.executable, "-m", "bench.floor"], more={"PYTHONPATH": str(Path.cwd())})
        server.start()
        try:
            asyncio.run(_knock(server, turns // 10))
            before = server.usage().cpu
            asyncio.run(_knock(server, turns))
            return (server.usage().cpu - before) / turns * 1000
        finally:
            server.stop()


async def _knock(server: Server, turns: int) -> None:
    async def client(count: int) -> None:
        connection = Client(server.port)
        for _ in range(count):
            await connection.call("POST", "/agent/chat", {"message": "Priya Sharma", "session_id": "x" * 32})
        connection.close()

    await asyncio.gather(*(client(turns // CLIENTS) for _ in range(CLIENTS)))
