import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from frontdesk.storage import outbox
from frontdesk.storage.engine import Target
from frontdesk.storage.session import Database
from tests.cli.conftest import Frontdesk

_COMMAND = str(Path(sys.executable).with_name("frontdesk"))


@dataclass
class Running:
    process: subprocess.Popen[str]
    url: str

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(timeout=30)


def _environment(folder: Path, **more: str) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return kept | {"FRONTDESK_DATA_DIR": str(folder / "data"), "LOG_LEVEL": "WARNING"} | more


@contextmanager
def served(folder: Path, *options: str, command: str = "serve", **more: str) -> Iterator[Running]:
    """A server on a port of its own, once it says where it listens."""
    with subprocess.Popen(
        [_COMMAND, command, *options, *(["--port", "0"] if command != "worker" else [])],
        cwd=folder,
        env=_environment(folder, **more),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stderr is not None
            said = []
            for line in process.stderr:
                said.append(line)
                if found := re.search(r"listens on (http://\S+)", line):
                    yield Running(process, found[1])
                    break
            else:
                pytest.fail(f"it did not start: {''.join(said)}")
        finally:
            if process.poll() is None:
                process.kill()


def run(folder: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [_COMMAND, *arguments], cwd=folder, env=_environment(folder, **more), capture_output=True, text=True, timeout=60
    )


def test_serves_from_nothing_and_stops_when_told(tmp_path: Path) -> None:
    with served(tmp_path, ADMIN_USERNAME="a@example.com", ADMIN_PASSWORD="Mango-Tree-77") as server:
        assert httpx.get(f"{server.url}/health").json()["status"] == "ok"
        login = {"email": "a@example.com", "password": "Mango-Tree-77"}
        assert httpx.post(f"{server.url}/admin/login", json=login).json()["role"] == "admin"
        assert "server" not in httpx.get(f"{server.url}/health").headers
        httpx.post(f"{server.url}/admin/forgot-password", json={"email": login["email"]})
        (mail,) = httpx.get(f"{server.url}/dev/outbox").json()
        assert f":{httpx.URL(server.url).port}/reset-password?token=" in mail["body"], "the port that it has, not 8000"
        second = run(tmp_path, "serve", "--port", "0")
        assert (second.returncode, second.stdout) == (1, "")
        assert second.stderr.startswith("Another Frontdesk server already uses")
        assert len(second.stderr.splitlines()) == 1
        assert server.stop() == 0
    assert (tmp_path / "data/secret.key").stat().st_mode & 0o777 == 0o600


def test_tokens_outlive_a_restart_and_ctrl_c_ends_in_order(tmp_path: Path) -> None:
    login = {"ADMIN_USERNAME": "a@example.com", "ADMIN_PASSWORD": "Mango-Tree-77"}
    with served(tmp_path, **login) as server:
        body = {"email": "a@example.com", "password": "Mango-Tree-77"}
        token = httpx.post(f"{server.url}/admin/login", json=body).json()["access_token"]
        assert server.stop(signal.SIGINT) == 0
    with served(tmp_path, **login) as server:
        headers = {"Authorization": f"Bearer {token}"}
        assert httpx.get(f"{server.url}/admin/verify-token", headers=headers).json()["valid"] is True


def test_demo_serve_is_a_working_desk(tmp_path: Path) -> None:
    with served(tmp_path, "--serve", command="demo") as server:
        answer = httpx.post(f"{server.url}/agent/chat", json={"message": "What is your Instagram?", "language": "en"})
        assert "@ashamakeupstudio" in answer.json()["reply"]
        assert server.stop() == 0


def test_an_ipv6_address_is_served_where_the_machine_has_one(tmp_path: Path) -> None:
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        assert run(tmp_path, "serve", "--host", "::1", "--port", "0").stderr.startswith("Cannot listen at ::1")
        return
    with served(tmp_path, "--host", "::1") as server:
        assert server.url.startswith("http://[::1]:")
        assert httpx.get(f"{server.url}/health").status_code == 200


@pytest.mark.parametrize(
    ("options", "environ", "code", "said"),
    [
        (("--host", "0.0.0.0"), {}, 2, "ENVIRONMENT is not set"),  # noqa: S104  # refused
        ((), {"ENVIRONMENT": "production"}, 2, "SECRET_KEY is not set"),
        (("--workers", "2"), {}, 2, "--workers 2 needs a PostgreSQL database"),
        ((), {"WORKER__EMBEDDED": "false"}, 2, "WORKER__EMBEDDED=false needs a PostgreSQL database"),
        ((), {"BUSINESS__TIMEZONE": "Mars"}, 2, "BUSINESS__TIMEZONE must be a time zone"),
        (("--host", "192.0.2.1"), {"ENVIRONMENT": "development"}, 1, "Cannot listen at 192.0.2.1:0"),
        ((), {"DATABASE_URL": "postgresql://u:hidden@127.0.0.1:1/d"}, 1, "cannot be used"),
        ((), {"DATABASE_URL": "sqlite:////proc/nowhere/x.db"}, 1, "cannot be used"),
        ((), {"DATABASE_URL": "sqlite:///:memory:"}, 1, "in-memory"),
    ],
)  # fmt: skip
def test_what_cannot_be_served_is_refused_in_sentences(
    tmp_path: Path, options: tuple[str, ...], environ: dict[str, str], code: int, said: str
) -> None:
    refused = run(tmp_path, "serve", "--port", "0", *options, **environ)
    assert (refused.returncode, refused.stdout) == (code, "")
    assert said in refused.stderr
    assert "Traceback" not in refused.stderr
    assert "hidden" not in refused.stderr


def test_a_taken_port_is_one_sentence(tmp_path: Path) -> None:
    with served(tmp_path) as server:
        port = server.url.rpartition(":")[2]
        refused = run(tmp_path, "serve", "--port", port, FRONTDESK_DATA_DIR=str(tmp_path / "other"))
        assert refused.returncode == 1
        assert refused.stderr == (
            f"Cannot listen at 127.0.0.1:{port} (Address already in use):"
            " choose another --host or --port, or set HOST or PORT.\n"
        )
        assert len(refused.stderr.splitlines()) == 1


def test_several_processes_share_one_postgresql(tmp_path: Path, postgres_url: str) -> None:
    login = {"ADMIN_USERNAME": "a@example.com", "ADMIN_PASSWORD": "Mango-Tree-77"}
    with served(tmp_path, "--workers", "2", DATABASE_URL=postgres_url, **login) as server:
        body = {"email": "a@example.com", "password": "Mango-Tree-77"}
        answers = [_patient(f"{server.url}/admin/login", body) for _ in range(4)]
        assert [answer.status_code for answer in answers] == [200] * 4
        assert server.stop() == 0


def test_when_the_first_process_is_killed_the_others_end_too(tmp_path: Path, postgres_url: str) -> None:
    with served(tmp_path, "--workers", "2", DATABASE_URL=postgres_url) as server:
        assert httpx.get(f"{server.url}/health", timeout=30).status_code == 200
        server.process.kill()
        server.process.wait(timeout=30)
        port = int(server.url.rpartition(":")[2])
        for _ in range(600):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) != 0:
                    return
            time.sleep(0.05)
        pytest.fail("somebody still listens")


def _patient(url: str, body: dict[str, str]) -> httpx.Response:
    """The listening socket is open before the processes behind it are."""
    return httpx.post(url, json=body, timeout=30)


def test_the_worker_apart_finishes_and_stops(tmp_path: Path, postgres_url: str) -> None:
    database = Database(Target.of(postgres_url), pool_size=1)
    process = subprocess.Popen(
        [_COMMAND, "worker"],
        cwd=tmp_path,
        env=_environment(tmp_path, DATABASE_URL=postgres_url),
        stderr=subprocess.PIPE,
    )
    try:
        now = datetime.now(UTC)
        database.tx_now(lambda tx: outbox.enqueue(tx, "unknown", {}, now=now))
        while not database.read_now(outbox.counts)["dead"]:
            assert process.poll() is None
            time.sleep(0.05)
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=30) == 0
    finally:
        process.kill()
        process.communicate()
        database.close()


def test_the_worker_apart_needs_postgresql(frontdesk: Frontdesk) -> None:
    refused = frontdesk("worker")
    assert refused.exit_code == 2
    assert refused.stderr.startswith("frontdesk worker needs a PostgreSQL database")
