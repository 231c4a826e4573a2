"""The floor of every relay: bytes from one socket to another, and nothing is read of them."""

import argparse
import asyncio
from typing import cast

import uvloop


class _Upstream(asyncio.Protocol):
    def __init__(self, client: "_Client") -> None:
        self._client = client

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._client.reached(transport)

    def data_received(self, data: bytes) -> None:
        self._client.transport.write(data)

    def connection_lost(self, _: Exception | None) -> None:
        self._client.transport.close()


class _Client(asyncio.Protocol):
    transport: asyncio.Transport

    def __init__(self, upstream: int) -> None:
        self._port = upstream
        self._waiting: list[bytes] = []
        self._upstream: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        loop = asyncio.get_running_loop()
        self._reaching = loop.create_task(loop.create_connection(lambda: _Upstream(self), "127.0.0.1", self._port))

    def reached(self, transport: asyncio.BaseTransport) -> None:
        self._upstream = cast(asyncio.Transport, transport)
        self._upstream.write(b"".join(self._waiting))

    def data_received(self, data: bytes) -> None:
        if self._upstream is None:
            self._waiting.append(data)
        else:
            self._upstream.write(data)

    def connection_lost(self, _: Exception | None) -> None:
        if self._upstream is not None:
            self._upstream.close()


async def _serve(port: int, upstream: int) -> None:
    server = await asyncio.get_running_loop().create_server(lambda: _Client(upstream), "127.0.0.1", port, backlog=2048)
    await server.serve_forever()


if __name__ == "__main__":
    options = argparse.ArgumentParser()
    options.add_argument("--port", type=int)
    options.add_argument("--upstream", type=int)
    given = options.parse_args()
    uvloop.run(_serve(given.port, given.upstream))
