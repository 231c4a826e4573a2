"""Our own embedding model for both sides of a comparison: here in the process, and as the server that others ask."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread

import numpy as np
import orjson

from frontdesk.llm.embedded import files
from frontdesk.llm.embedded.embedder import LocalEmbedder, Reading
from frontdesk.llm.vectors import Matrix, Tokens


class Known(LocalEmbedder):
    """Reads each text once: what is measured afterwards is all but the reading. Any thread may ask."""

    def __init__(self) -> None:
        folder = files.built_in()
        if folder is None:
            raise SystemExit("The built-in model is not installed.")
        super().__init__(folder, is_built_in=True)
        self._known: dict[str, tuple[Matrix, Tokens]] = {}
        self._reading = Lock()

    async def read(self, texts: Sequence[str]) -> Reading:
        missing = list(dict.fromkeys(text for text in texts if text not in self._known))
        if missing:
            fresh = await super().read(missing)
            self.learn(missing, fresh.matrix, fresh.tokens)
        found = [self._known[text] for text in texts]
        return Reading(np.array([row for row, _ in found]), [tokens for _, tokens in found])

    def learn(self, texts: Sequence[str], matrix: Matrix, tokens: Sequence[Tokens]) -> None:
        with self._reading:
            self._known.update(zip(texts, zip(matrix, tokens, strict=True), strict=True))


@contextmanager
def serving(embedder: Known) -> Iterator[str]:
    """The address to be given to a client of OpenAI's."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            texts = orjson.loads(self.rfile.read(int(self.headers["Content-Length"])))["input"]
            matrix = asyncio.run(embedder.read(texts)).matrix
            data = [{"object": "embedding", "index": i, "embedding": row.tolist()} for i, row in enumerate(matrix)]
            usage = {"prompt_tokens": 0, "total_tokens": 0}
            body = orjson.dumps({"object": "list", "model": "bench", "data": data, "usage": usage})
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1"
    finally:
        server.shutdown()
        server.server_close()
