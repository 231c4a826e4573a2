"""What it costs to pass a model's reply on, through the whole product: signed in, the turn stored, the reply streamed.

The vendor is `frontdesk dev-provider` in a process of its own, whose tokens bear the time at which they left; the
server is another; the readers are here. Peers do what is left of the same work without us, in the same run.
"""

import asyncio
import statistics
import sys
import tempfile
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import uvloop

from bench.client import Client
from bench.server import Server, admin
from bench.streaming import Connection, Reading, Target, ask_all

_PACE = 50
# Seconds between the beginnings of paced streams: neither all at once nor in step with the pace.
_APART = 0.0113
_FRONTDESK = str(Path(sys.executable).with_name("frontdesk"))


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody who relays: the process, and how it is asked."""

    server: Server
    target: Target


@dataclass(frozen=True, slots=True)
class Cost:
    """CPU of the relaying process: `turn_ms` for a reply of one token, `burst_us` and `paced_us` for each further one.
    `lags` in seconds, sorted, while the paced streams were open."""

    turn_ms: float
    burst_us: float
    paced_us: float
    lags: list[float]


def tokens(count: int, *, pace: float = 0) -> str:
    """A question that the vendor answers with so many tokens."""
    return f"Tell me a story [[sim:tokens={count} tokens_per_second={pace} stamped=true]]"


@contextmanager
def vendor() -> Iterator[Server]:
    with tempfile.TemporaryDirectory() as scratch:
        server = Server(Path(scratch), command=[_FRONTDESK, "dev-provider", "--tokens-per-second", "0"]).start()
        try:
            yield server
        finally:
            server.stop()


@contextmanager
def product(asked: Server, database_url: str | None, **more: str) -> Iterator[Party]:
    """Without more it has one provider, at the simulated vendor."""
    provider = {"OPENAI_BASE_URL": f"http://127.0.0.1:{asked.port}/openai/v1", "OPENAI_API_KEY": "sim"}
    with tempfile.TemporaryDirectory() as scratch:
        server = Server(Path(scratch), database_url, more={**provider, **more}).start()
        try:
            target = run(_signed_in(server.port))
            server.rest()
            yield Party(server, target)
        finally:
            server.stop()


@contextmanager
def peer(name: str, asked: Server) -> Iterator[Party]:
    """`pipe` or `bare` of bench/peers."""
    command = [sys.executable, "-m", f"bench.peers.{name}", "--upstream", str(asked.port)]
    with tempfile.TemporaryDirectory() as scratch:
        server = Server(Path(scratch), command=command, more={"PYTHONPATH": _paths()}).start()
        target = Target(server.port, "/", _message, b'"delta":"', b"[DONE]")
        try:
            yield Party(server, target if name == "bare" else replace(direct(asked), port=server.port))
        finally:
            server.stop()


def direct(asked: Server) -> Target:
    """The vendor without anybody between."""
    return Target(
        asked.port,
        "/openai/v1/chat/completions",
        _completion,
        b'"content":" ',
        b"[DONE]",
        {"Authorization": "Bearer sim"},
    )


def run(work: Coroutine[Any, Any, Any]) -> Any:
    return uvloop.run(work)


def cost(party: Party, *, streams: int, seconds: int, turns: int, long: int) -> Cost:
    clients = min(16, streams)
    run(ask_all(party.target, tokens(20), clients=clients, each=2))
    turn, _ = _cpu(party, tokens(1), clients, turns // clients)
    each = max(1, turns // clients // 8)
    burst, _ = _cpu(party, tokens(long), clients, each)
    paced, readings = _cpu(party, tokens(_PACE * seconds, pace=_PACE), streams, 1, apart=_APART)
    return Cost(
        turn_ms=turn * 1e3,
        burst_us=(burst - turn) / (long - 1) * 1e6,
        paced_us=(paced - turn) / (_PACE * seconds - 1) * 1e6,
        lags=_lags(readings),
    )


def turn(party: Party, turns: int) -> float:
    """CPU seconds of a reply of one token, what follows from it in the background included."""
    return _cpu(party, tokens(1), 16, max(1, turns // 16))[0]


def _lags(readings: list[Reading]) -> list[float]:
    """Of what left while all streams were open."""
    begun = max(reading.lags[0][0] for reading in readings)
    ended = min(reading.lags[-1][0] for reading in readings)
    return sorted(lag for reading in readings for left, lag in reading.lags if begun < left < ended)


def _cpu(party: Party, said: str, clients: int, each: int, apart: float = 0.0) -> tuple[float, list[Reading]]:
    """Seconds a reply."""
    before = party.server.usage().cpu
    readings = run(ask_all(party.target, said, clients=clients, each=each, apart=apart))
    return (party.server.usage().cpu - before) / len(readings), readings


def first_token(party: Party, asked: Server, count: int) -> tuple[float, float]:
    """Median seconds to the first token, through the product and straight from the vendor, for one client."""

    async def ask() -> tuple[float, float]:
        ours, straight = await Connection.open(party.target), await Connection.open(direct(asked))
        firsts: tuple[list[float], list[float]] = ([], [])
        for number in range(count + count // 10):
            for connection, found in zip((ours, straight), firsts, strict=True):
                reading = await connection.ask(tokens(3, pace=200))
                if number >= count // 10:
                    found.append(reading.first or 0.0)
        ours.close()
        straight.close()
        return statistics.median(firsts[0]), statistics.median(firsts[1])

    found: tuple[float, float] = run(ask())
    return found


def tool_round(party: Party, count: int) -> float:
    """CPU seconds of a turn in which a tool is called, above that of one without."""
    plain, called = "Say something friendly about Mumbai", "Please look at your knowledge about Mumbai"
    spent = []
    for said in (plain, called):
        run(ask_all(party.target, said, clients=8, each=2))
        spent.append(_cpu(party, said, 8, count // 8)[0])
    return spent[1] - spent[0]


def remember(party: Party, count: int) -> None:
    """Whoever asks has said so many things before, of each of which the meaning is known."""

    async def write() -> None:
        client = Client(party.server.port, dict(party.target.headers))
        rows = [{"content": _statement(number), "memory_type": "fact"} for number in range(count)]
        status, answer = await client.call("POST", "/api/v1/memory/import", {"format": "json", "memories": rows})
        if status != 200 or answer["imported"] != count:
            raise RuntimeError(f"the import answered {status}: {answer}")
        left = count
        while left:
            await asyncio.sleep(0.5)
            left = 0
            for skip in range(0, count, 200):
                path = f"/api/v1/memory?include_embedding=true&limit=200&skip={skip}"
                left += sum(one["embedding"] is None for one in (await client.call("GET", path))[1])
        client.close()

    run(write())


def _statement(number: int) -> str:
    thing, place, who = _THINGS[number % 10], _PLACES[number // 10 % 10], _PEOPLE[number // 100 % 10]
    return f"My {who} keeps {number} {thing} in {place}"


_THINGS = ("books", "stories", "cups", "lamps", "roses", "coins", "shoes", "maps", "songs", "stamps")
_PLACES = ("Pune", "Goa", "Delhi", "Nagpur", "Surat", "Agra", "Kochi", "Patna", "Shimla", "Jaipur")
_PEOPLE = ("aunt", "uncle", "sister", "brother", "cousin", "friend", "teacher", "boss", "mother", "father")


def open_streams(party: Party, count: int) -> tuple[float, float]:
    """Resident MB before and while so many replies are being written and read."""

    async def hold() -> float:
        connections = [await Connection.open(party.target) for _ in range(count)]
        said = tokens(40, pace=2)
        await asyncio.gather(*(connection.begun(said) for connection in connections))
        await asyncio.sleep(3)
        held = party.server.usage().memory
        for connection in connections:
            connection.close()
        return held

    run(ask_all(party.target, tokens(20), clients=16, each=8))
    before = party.server.usage().memory
    return before, run(hold())


def size(party: Party, count: int, *, include_content: bool) -> int:
    """Bytes of a reply of so many tokens, one by one."""
    target = replace(
        party.target, body=lambda said: {"message": said, "stream_options": {"include_content": include_content}}
    )
    said = f"Tell me a story [[sim:tokens={count} tokens_per_second=2000]]"
    return run(ask_all(target, said, clients=1))[0].size  # type: ignore[no-any-return]


def failover(party: Party, asked: Server, count: int) -> float:
    """Median seconds that it takes longer to the first token if the first provider fails, without that one's answer.

    Each failing question names a model of its own, so that none rests on the account of the one before.
    """
    refused = Target(
        asked.port, "/openrouter/api/v1/chat/completions", _completion, b"", b"", {"Authorization": "Bearer sim"}
    )

    async def ask() -> float:
        failing = await Connection.open(refused)
        ours = await Connection.open(party.target)
        added = []
        for number in range(count):
            model = f"model-{number}"
            over = replace(party.target, body=lambda said, model=model: {**_message(said), "model": model})
            straight = replace(party.target, body=lambda said: {**_message(said), "provider": "openai"})
            firsts = []
            for target in (over, straight):
                ours.turn_to(target)
                firsts.append((await ours.ask(tokens(3, pace=200))).first or 0.0)
            added.append(firsts[0] - firsts[1] - await failing.refused(tokens(3)))
        ours.close()
        failing.close()
        return statistics.median(added)

    run(_break(asked.port))
    found: float = run(ask())
    return found


async def _break(port: int) -> None:
    client = Client(port)
    fault = {"fault": {"kind": "status", "status": 500}}
    await client.call("POST", "/_script", {"scripts": [fault], "style": "openrouter", "repeats": True})
    client.close()


async def _signed_in(port: int) -> Target:
    client = await admin(port)
    client.close()
    return Target(port, "/api/v1/chat/stream", _message, b'"delta":"', b"event: done", dict(client.headers))


def _message(said: str) -> dict[str, Any]:
    return {"message": said, "stream_options": {"include_content": False}}


def _completion(said: str) -> dict[str, Any]:
    return {"model": "gpt-4o-mini", "stream": True, "messages": [{"role": "user", "content": said}]}


def _paths() -> str:
    return ":".join(path or str(Path.cwd()) for path in sys.path)
