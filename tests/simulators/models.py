"""The shipped simulator of model vendors, for tests: in the test's loop, or in a thread beside tests without one."""

import asyncio
import threading
from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any, TypeVar

from frontdesk.simulator.server import Simulator

T = TypeVar("T")

KEYS = ("sk-simulated-1", "sk-simulated-2")
_PATIENCE = 30.0


@asynccontextmanager
async def simulated(**options: Any) -> AsyncIterator[Simulator]:
    """Takes KEYS unless told otherwise."""
    async with Simulator(**{"keys": KEYS, **options}) as simulator:
        yield simulator


class Beside:
    """A simulator in a thread of its own. Scripts may be queued and requests read from any thread; what is waited for
    goes through `wait`: `beside.wait(beside.simulator.took(1))`."""

    def __init__(self, simulator: Simulator, loop: asyncio.AbstractEventLoop) -> None:
        self.simulator = simulator
        self._loop = loop

    def wait(self, waiting: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(waiting, self._loop).result(_PATIENCE)


@contextmanager
def beside(**options: Any) -> Iterator[Beside]:
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()

    async def made() -> Simulator:
        return Simulator(**{"keys": KEYS, **options})

    held = Beside(asyncio.run_coroutine_threadsafe(made(), loop).result(_PATIENCE), loop)
    try:
        held.wait(held.simulator.start())
        yield held
        held.wait(held.simulator.stop())
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(_PATIENCE)
        loop.close()


def settings_of(simulator: Simulator, *styles: str, key: str = KEYS[0]) -> dict[str, str]:
    """Environment that leads a desk to the simulator: base URL and key of each vendor named, of all four if none is."""
    made: dict[str, str] = {}
    for style in styles or ("openai", "openrouter", "groq", "gemini"):
        made[f"{style.upper()}_BASE_URL"] = simulator.base_url(style)
        made[f"{style.upper()}_API_KEY"] = key
    return made
