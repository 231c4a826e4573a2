"""A real server as a child process, and what the operating system says it used."""

import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from bench.client import Client, Gone

_HALF_A_SECOND = 0.5
# Of a core: chores and the event loop's own.
_IDLE = 0.08
_TICK = os.sysconf("SC_CLK_TCK")
ADMIN = {"email": "admin@example.com", "password": "Correct-Horse-9-Battery"}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Usage:
    """`cpu` in seconds of the process with its children, `memory` resident MB now."""

    cpu: float
    memory: float


@dataclass
class Server:
    folder: Path
    database_url: str | None = None
    command: list[str] | None = None
    more: dict[str, str] = field(default_factory=dict)
    port: int = 0
    # seconds until its port is open
    patience: float = 12
    _process: subprocess.Popen[bytes] | None = None

    def start(self) -> "Server":
        self.port = self.port or free_port()
        environment = {
            **os.environ,
            "ENVIRONMENT": "development",
            "FRONTDESK_DATA_DIR": str(self.folder),
            "RATE_LIMIT__ENABLED": "false",
            "ADMIN_USERNAME": ADMIN["email"],
            "ADMIN_PASSWORD": ADMIN["password"],
            **({"DATABASE_URL": self.database_url} if self.database_url else {}),
            **self.more,
        }
        command = self.command or [str(Path(sys.executable).with_name("frontdesk")), "serve"]
        self._log = (self.folder / "server.log").open("ab")
        self._process = subprocess.Popen(
            [*command, "--port", str(self.port)],
            env=environment,
            stdout=self._log,
            stderr=subprocess.STDOUT,
            cwd=self.folder,
        )
        self._wait()
        return self

    def _wait(self) -> None:
        for _ in range(int(self.patience / 0.02)):
            assert self._process is not None
            if self._process.poll() is not None:
                raise RuntimeError((self.folder / "server.log").read_text()[-2000:])
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.02)
        raise RuntimeError(f"the server did not open its port within {self.patience:g} s")

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def usage(self) -> Usage:
        stat = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        pages = int(Path(f"/proc/{self.pid}/statm").read_text().split()[1])
        return Usage(sum(int(stat[place]) for place in (11, 12)) / _TICK, pages * os.sysconf("SC_PAGE_SIZE") / 2**20)

    def rest(self) -> None:
        """Returns when it has nothing left to do: its first visitor has it load what turns need, for some seconds."""
        for _ in range(int(self.patience / _HALF_A_SECOND)):
            before = self.usage().cpu
            time.sleep(_HALF_A_SECOND)
            if self.usage().cpu - before < _IDLE * _HALF_A_SECOND:
                return
        raise RuntimeError(f"the server did not come to rest within {self.patience:g} s")

    def kill(self) -> None:
        """As an out-of-memory killer would."""
        assert self._process is not None
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()
        self._log.close()

    def stop(self) -> None:
        assert self._process is not None
        self._process.terminate()
        self._process.wait(timeout=30)
        self._log.close()


async def admin(port: int) -> Client:
    client = Client(port)
    status, answer = await client.call("POST", "/admin/login", ADMIN)
    if status != 200:
        raise Gone(f"signing in answered {status}: {answer}")
    client.headers["Authorization"] = f"Bearer {answer['access_token']}"
    return client
