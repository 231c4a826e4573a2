"""The thinnest thing that does the job: bare ASGI, one SQLite connection, two rows and an update a turn, durable.

It understands nothing, checks nothing and answers the same; what a turn costs above it is what Frontdesk does.
"""

import argparse
import json
import sqlite3
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import uvicorn

database = sqlite3.connect(Path("floor.db"), isolation_level=None)
database.executescript(
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
    "CREATE TABLE IF NOT EXISTS messages (id INTEGER PRIMARY KEY, session TEXT, sender TEXT, content TEXT);"
    "CREATE TABLE IF NOT EXISTS sessions (id TEXT PRIMARY KEY, state TEXT);"
    "INSERT OR IGNORE INTO sessions VALUES ('x', '{}');"
)


async def app(
    scope: dict[str, Any],
    receive: Callable[[], Awaitable[dict[str, Any]]],
    send: Callable[[dict[str, Any]], Awaitable[None]],
) -> None:
    if scope["type"] != "http":
        return
    asked = json.loads((await receive())["body"])
    database.execute("BEGIN IMMEDIATE")
    state = database.execute("SELECT state FROM sessions WHERE id = 'x'").fetchone()[0]
    rows = [(asked["session_id"], "customer", asked["message"]), (asked["session_id"], "assistant", "Thank you.")]
    database.executemany("INSERT INTO messages (session, sender, content) VALUES (?, ?, ?)", rows)
    database.execute("UPDATE sessions SET state = ? WHERE id = 'x'", (state,))
    database.execute("COMMIT")
    answer = json.dumps({"reply": "Thank you.", "session_id": asked["session_id"]}).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(answer)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": answer})


if __name__ == "__main__":
    options = argparse.ArgumentParser()
    options.add_argument("--port", type=int)
    uvicorn.run(app, port=options.parse_args().port, log_level="error", lifespan="off")
