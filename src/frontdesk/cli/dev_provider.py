"""`dev-provider`: model vendors without keys, on a port of this machine."""

import asyncio
import signal
import sys
from importlib import import_module

from frontdesk.cli import console
from frontdesk.kit.errors import DeskError
from frontdesk.simulator.script import Script
from frontdesk.simulator.server import Simulator
from frontdesk.simulator.style import Style


class CannotListen(DeskError):
    code = "cannot_listen"


def dev_provider(*, host: str, port: int, keys: list[str], pace: float, script: dict[str, object]) -> None:
    """Returns when it has been told to stop. `script` holds the parts of a Script that were given."""
    given = {name: value for name, value in script.items() if value is not None}
    simulator = Simulator(default=Script(**given), keys=keys or None, pace=pace)  # type: ignore[arg-type]
    # The loop that the benchmarks measure against; Windows has none of it.
    factory = None if sys.platform == "win32" else import_module("uvloop").new_event_loop
    with asyncio.Runner(loop_factory=factory) as runner:
        runner.run(_serve(simulator, host, port))


async def _serve(simulator: Simulator, host: str, port: int) -> None:
    try:
        await simulator.start(host, port)
    except OSError as error:
        raise CannotListen(f"Cannot listen at {host}:{port}: choose another --host or --port.") from error
    stop = asyncio.Event()
    if sys.platform != "win32":
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
    for style in Style:
        console.plain(f"{style.upper()}_BASE_URL={simulator.base_url(style)}")
    # Whoever starts this from a program waits for these lines.
    console.out.file.flush()
    console.note(f"Simulated model vendors listen at {simulator.url}; any one of these settings makes a desk ask them.")
    await stop.wait()
    await simulator.stop()
