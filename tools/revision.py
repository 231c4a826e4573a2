"""Writes a migration for what the tables have and the newest revision has not.

.venv/bin/python -m tools.revision 0002 "bookings carry a colour"
"""

import sys
import tempfile
from pathlib import Path

from alembic import command

from frontdesk.storage import migrate
from frontdesk.storage.engine import Target, sqlite_engine


def main(revision: str, message: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "scratch.db"
        target = Target.of(f"sqlite:///{path}")
        if any(migrate.revisions()):
            # Not to the head: an empty database would get all tables at once, the new ones too.
            migrate.upgrade(target, migrate.HEAD)
        engine = sqlite_engine(path)
        with engine.connect() as connection:
            command.revision(migrate.config(connection), message, autogenerate=True, rev_id=revision)
        engine.dispose()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
