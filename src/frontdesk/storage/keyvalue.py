"""What the processes of one desk tell each other through Redis: that something is new, and what is to be left alone.

A thread of its own talks to Redis, so that nobody ever waits for it. Where Redis is away processes poll and learn by
themselves, as they do without it; when it is back every listener looks once, as something may have been missed.
"""

import asyncio
import secrets
import threading
import time
from collections import deque
from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Literal

import structlog

from frontdesk.storage.bus import Bus

log = structlog.get_logger()

_CHANNEL = "frontdesk:news"
_REST = "frontdesk:rest:"
# Says when to stop leaving it alone, unless that is later already.
_RAISE = """
if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[1]) then redis.call('SET', KEYS[1], '1', 'PX', ARGV[1]) end
"""
_SECONDS = 2.0
_FIRST_PAUSE, _LONGEST_PAUSE = 0.1, 5.0
# Seconds between two looks at what others left alone, and of silence before a connection is tried.
_LOOK, _PING = 1.0, 10.0
# What waits while Redis is away; older news are lost, and cost a moment.
_MOST = 1_000
_AT_ONCE = 100
_GOODBYE = 1.0

State = Literal["connected", "away"]


def is_installed() -> bool:
    """Whether the library is there, which is an extra."""
    return find_spec("redis") is not None


def answers(url: str) -> bool:
    """Whether Redis is there now."""
    redis = import_module("redis")
    retry = import_module("redis.retry").Retry(import_module("redis.backoff").NoBackoff(), 0)
    client = redis.Redis.from_url(url, socket_connect_timeout=_SECONDS, socket_timeout=_SECONDS, retry=retry)
    try:
        return bool(client.ping())
    except (redis.RedisError, OSError):
        return False
    finally:
        client.close()


class Link:
    """One a process. Begins to talk at its first use, from any thread; `close` sends what still waits."""

    def __init__(self, url: str) -> None:
        self.bus = SharedBus(self)
        self._url = url
        self._me = secrets.token_hex(4)
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._waiting: deque[tuple[str, int]] = deque(maxlen=_MOST)
        self._wanted: dict[str, None] = {}
        self._rests: dict[str, float] = {}
        # Set from any thread through the loop, waited for in it.
        self._has_news, self._is_curious, self._is_over = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self._is_closing = False
        self._is_connected = False
        self._has_missed = False

    @property
    def state(self) -> State:
        return "connected" if self._is_connected else "away"

    def announce(self, topic: str) -> None:
        """Others hear that there is something new."""
        self._queue(topic, 0)

    def tell(self, key: str, seconds: float) -> None:
        """Others leave `key` alone for so long."""
        self._queue(key, max(1, int(seconds * 1000)))

    def left(self, key: str) -> float:
        """Seconds for which `key` is to be left alone, as somebody said up to a second ago."""
        if key not in self._wanted:
            if len(self._wanted) >= _MOST:
                self._wanted.clear()
            self._wanted[key] = None
        if not self._is_curious.is_set():
            self.start()
            self._wake(self._is_curious)
        return max(0.0, self._rests.get(key, 0.0) - time.monotonic())

    def start(self) -> None:
        if self._loop is None:
            with self._starting:
                if self._loop is None and not self._is_closing:
                    self._open()

    def close(self) -> None:
        with self._starting:
            self._is_closing = True
        if self._thread is not None:
            self._wake(self._is_over)
            self._wake(self._has_news)
            self._thread.join(_GOODBYE)

    def _open(self) -> None:
        loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, args=(loop,), name="redis", daemon=True)
        self._thread.start()
        self._loop = loop

    def _queue(self, what: str, milliseconds: int) -> None:
        self._waiting.append((what, milliseconds))
        self.start()
        self._wake(self._has_news)

    def _wake(self, event: asyncio.Event) -> None:
        if self._loop is not None:
            with suppress(RuntimeError):  # closed meanwhile
                self._loop.call_soon_threadsafe(event.set)

    def _run(self, loop: asyncio.AbstractEventLoop) -> None:
        with asyncio.Runner(loop_factory=lambda: loop) as runner:
            runner.run(self._keep_talking())

    async def _keep_talking(self) -> None:
        redis = import_module("redis.asyncio")
        pause = _FIRST_PAUSE
        while True:
            error = await self._talk(redis)
            if self._is_connected:
                pause, self._is_connected = _FIRST_PAUSE, False
            if self._is_over.is_set():
                return
            if error is not None:
                if not self._has_missed:
                    self._has_missed = True
                    # Not the error's own words: they may name address and password.
                    log.warning("redis.away", error=type(error).__name__)
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._is_over.wait(), pause)
                pause = min(_LONGEST_PAUSE, pause * 2)

    async def _talk(self, redis: Any) -> BaseException | None:
        """Until it breaks, or there is nothing more to say."""
        retry = import_module("redis.asyncio.retry").Retry(import_module("redis.backoff").NoBackoff(), 0)
        options = {"socket_connect_timeout": _SECONDS, "retry": retry}
        speaking = redis.from_url(self._url, socket_timeout=_SECONDS, **options)
        hearing = redis.from_url(self._url, socket_timeout=None, health_check_interval=_PING, **options)
        tasks = [asyncio.create_task(one) for one in (self._hear(hearing), self._speak(speaking), self._look(speaking))]
        try:
            over, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            return next((error for task in over if (error := task.exception()) is not None), None)
        finally:
            await _end(tasks)
            for client in (speaking, hearing):
                with suppress(redis.RedisError, OSError):
                    await client.aclose()

    async def _hear(self, redis: Any) -> None:
        async with redis.pubsub() as heard:
            await heard.subscribe(_CHANNEL)
            while True:
                message = await heard.get_message(timeout=_PING)
                if message is None:
                    continue
                if message["type"] == "subscribe":
                    self._joined()
                elif message["type"] == "message":
                    sender, _, topic = message["data"].decode("utf-8", "replace").partition(" ")
                    if sender != self._me:
                        self.bus.ring(topic)

    def _joined(self) -> None:
        self._is_connected = True
        if self._has_missed:
            self._has_missed = False
            log.info("redis.back")
        self.bus.ring_all()

    async def _speak(self, redis: Any) -> None:
        """Ends, with everything said, when it is over."""
        while True:
            self._has_news.clear()
            is_last = self._is_over.is_set()
            await self._say(redis)
            if is_last:
                return
            await self._has_news.wait()

    async def _say(self, redis: Any) -> None:
        while self._waiting:
            said = dict.fromkeys(self._waiting.popleft() for _ in range(min(_AT_ONCE, len(self._waiting))))
            async with redis.pipeline(transaction=False) as sending:
                for what, milliseconds in said:
                    if milliseconds:
                        sending.eval(_RAISE, 1, _REST + what, milliseconds)
                    else:
                        sending.publish(_CHANNEL, f"{self._me} {what}")
                await sending.execute()

    async def _look(self, redis: Any) -> None:
        """Only while somebody wants to know, and at most once a second."""
        while True:
            await self._is_curious.wait()
            self._is_curious.clear()
            keys = tuple(self._wanted)
            async with redis.pipeline(transaction=False) as asking:
                for key in keys:
                    asking.pttl(_REST + key)
                self._note(zip(keys, await asking.execute(), strict=True))
            await asyncio.sleep(_LOOK)

    def _note(self, found: Iterable[tuple[str, int]]) -> None:
        now = time.monotonic()
        self._rests = {key: now + milliseconds / 1000 for key, milliseconds in found if milliseconds > 0}


async def _end(tasks: Sequence[asyncio.Task[None]]) -> None:
    """The library's connecting swallows a cancellation now and then; so it is told until it is over."""
    left: Collection[asyncio.Task[None]] = [task for task in tasks if not task.done()]
    while left:
        for task in left:
            task.cancel()
        _, left = await asyncio.wait(left, timeout=0.1)
    for task in tasks:
        if not task.cancelled():
            task.exception()  # that somebody has looked at it keeps it out of the log


class SharedBus(Bus):
    """Reaches the listeners of every process that has the same Redis."""

    def __init__(self, link: Link) -> None:
        super().__init__()
        self._link = link

    def publish(self, topic: str) -> None:
        self.ring(topic)
        self._link.announce(topic)

    def close(self) -> None:
        self._link.close()

    def _add(self, topic: str, loop: asyncio.AbstractEventLoop, event: asyncio.Event) -> None:
        super()._add(topic, loop, event)
        self._link.start()
