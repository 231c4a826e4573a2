"""Two processes and a real Redis between them, which comes and goes."""

import asyncio
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.logs import logged_by
from tests.redis import Server

from frontdesk.llm.cooldown import Cooldown
from frontdesk.llm.failures import ModelFailed
from frontdesk.storage import keyvalue
from frontdesk.storage.bus import Bus, Listener
from frontdesk.storage.keyvalue import Link

_LONG = 20.0
# Says what its standard input says: "publish <topic>", "fail <key> <seconds>", "listen <topic>" and "left <key>".
_OTHER = """
import asyncio, sys
from frontdesk.llm.cooldown import Cooldown
from frontdesk.llm.failures import ModelFailed
from frontdesk.storage.keyvalue import Link

async def main(url):
    link = Link(url)
    for line in sys.stdin:
        verb, what, *more = line.split()
        if verb == "publish":
            link.bus.publish(what)
        elif verb == "fail":
            Cooldown(lambda: 0.0, link).fails(what, ModelFailed("limited", wait=float(more[0])))
        elif verb == "left":
            print(link.left(what) > 0, flush=True)
            continue
        else:
            async with link.bus.listen(what) as news:
                print("listening", flush=True)
                await news.wait(20.0)
                await news.wait(20.0)
        print("done", flush=True)
    link.close()

asyncio.run(main(sys.argv[1]))
"""


class Other:
    """A second process of the same desk."""

    def __init__(self, url: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", _OTHER, url], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def say(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{line}\n")
        self._process.stdin.flush()

    def hear(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()

    def do(self, line: str) -> str:
        self.say(line)
        return self.hear()

    def end(self) -> int:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.stdout.close()
        return self._process.wait(_LONG)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    made = Server(tmp_path)
    made.start()
    yield made
    made.kill()


@pytest.fixture
def link(server: Server) -> Iterator[Link]:
    made = Link(server.url)
    yield made
    made.close()


@pytest.fixture
def other(server: Server) -> Iterator[Other]:
    made = Other(server.url)
    yield made
    assert made.end() == 0


async def until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(_LONG):
        while not is_so():  # noqa: ASYNC110  # another thread's or process's doing sets no event here
            await asyncio.sleep(0.01)


async def come(news: Listener) -> None:
    """Not by the end of the patience that listeners have."""
    async with asyncio.timeout(_LONG):
        await news._event.wait()
    news._event.clear()


async def test_news_reach_the_other_process_and_not_another_topic(link: Link, other: Other) -> None:
    async with link.bus.listen("chat:1") as news, link.bus.listen("chat:2") as others:
        await until(lambda: link.state == "connected")
        await come(news)  # to look once, as something may have been missed
        await come(others)
        assert await asyncio.to_thread(other.do, "publish chat:1") == "done"
        await come(news)
        assert not others._event.is_set()


async def test_news_go_out_from_any_thread(link: Link, other: Other) -> None:
    link.start()
    await until(lambda: link.state == "connected")
    other.say("listen chat:7")
    assert await asyncio.to_thread(other.hear) == "listening"
    # The first look is for what may have been missed; so the word is given until it was heard.
    heard = asyncio.create_task(asyncio.to_thread(other.hear))
    while not heard.done():
        await asyncio.to_thread(link.bus.publish, "chat:7")
        await asyncio.wait([heard], timeout=0.05)
    assert heard.result() == "done"


async def test_ones_own_news_come_once(link: Link) -> None:
    async with link.bus.listen("chat:1") as news:
        await until(lambda: link.state == "connected")
        await come(news)
        rung: list[str] = []
        ring = link.bus.ring
        link.bus.ring = lambda topic: (rung.append(topic), ring(topic))[1]  # type: ignore[method-assign]
        link.bus.publish("chat:1")
        await come(news)
        link.tell("a key", 5.0)
        link.left("a key")
        await until(lambda: link.left("a key") > 0)  # a later thing has come back
        assert rung == ["chat:1"]


async def test_redis_killed_costs_nothing_and_is_said_once(server: Server, link: Link, other: Other) -> None:
    with logged_by(keyvalue) as logs:
        async with link.bus.listen("chat:1") as news:
            await until(lambda: link.state == "connected")
            await come(news)
            server.kill()
            await until(lambda: link.state == "away")
            for _ in range(3_000):
                link.bus.publish("chat:1")
            await come(news)  # in this process all goes on
            link.tell("k", 3.0)
            assert link.left("k") == 0.0
            await asyncio.sleep(0)
            server.start()
            await until(lambda: link.state == "connected")
            await come(news)
            assert await asyncio.to_thread(other.do, "publish chat:1") == "done"
            await come(news)
    assert [line["event"] for line in logs] == ["redis.away", "redis.back"]
    assert str(server.port) not in str(logs)


async def test_what_one_process_leaves_alone_the_other_does(link: Link, other: Other) -> None:
    now = time.monotonic
    rests = Cooldown(now, link)
    assert rests.is_free("openai:abc")
    assert await asyncio.to_thread(other.do, "fail openai:abc 60") == "done"
    await until(lambda: not rests.is_free("openai:abc"))
    assert 50 < rests.left("openai:abc") <= 66
    assert rests.is_free("openai:def")
    # Shorter is not sooner, and it ends by itself.
    rests.fails("openai:def", ModelFailed("limited", wait=0.5))
    link.tell("openai:abc", 1.0)
    answers = [await asyncio.to_thread(other.do, "left openai:def")]
    while answers[-1] != "True":
        rests.fails("openai:def", ModelFailed("limited", wait=0.5))
        answers.append(await asyncio.to_thread(other.do, "left openai:def"))
    while answers[-1] != "False":
        await asyncio.sleep(0.05)
        answers.append(await asyncio.to_thread(other.do, "left openai:def"))
    assert rests.left("openai:abc") > 40


async def test_what_waits_is_sent_before_the_end(server: Server, link: Link) -> None:
    async with link.bus.listen("chat:9") as news:
        await until(lambda: link.state == "connected")
        await come(news)
        brief = Link(server.url)
        brief.bus.publish("chat:9")
        await asyncio.to_thread(brief.close)
        await come(news)
        brief.bus.publish("chat:9")  # closed: no error, and nobody hears of it
        assert brief.state == "away"


async def test_without_any_redis_nothing_waits_for_it(tmp_path: Path) -> None:
    absent = Link(Server(tmp_path).url)
    with logged_by(keyvalue) as logs:
        async with absent.bus.listen("jobs") as news:
            absent.bus.publish("jobs")
            await come(news)
            await until(lambda: bool(logs))
        assert absent.left("k") == 0.0
        absent.close()
    assert [line["event"] for line in logs] == ["redis.away"]


async def test_a_bus_of_one_process_reaches_its_threads() -> None:
    bus = Bus()
    async with bus.listen("jobs") as news:
        await asyncio.to_thread(bus.publish, "jobs")
        await come(news)
    bus.publish("jobs")
    bus.close()
