"""Vectors over real HTTP: what is asked, in which order they come back, and what is none."""

from collections.abc import AsyncIterator
from typing import Any

import orjson
import pytest
from aiohttp import web

from frontdesk.llm.client import Client
from frontdesk.llm.embeddings import Embedder, cosine
from frontdesk.llm.failures import ModelFailed


class _Vendor:
    """Gives each text its length as a vector, the last first, unless told to say something else."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.keys: list[str | None] = []
        self.says: tuple[int, object] | None = None
        self.url = ""

    async def answer(self, request: web.Request) -> web.Response:
        asked = orjson.loads(await request.read())
        self.asked.append(asked)
        self.keys.append(request.headers.get("Authorization"))
        made = [{"index": n, "embedding": [len(text), 1]} for n, text in enumerate(asked["input"])]
        status, document = self.says or (200, {"data": made[::-1]})
        return web.Response(status=status, body=orjson.dumps(document), content_type="application/json")


@pytest.fixture
async def vendor() -> AsyncIterator[_Vendor]:
    made = _Vendor()
    app = web.Application()
    app.router.add_post("/v1/embeddings", made.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    made.url = f"http://127.0.0.1:{runner.addresses[0][1]}/v1"
    yield made
    await runner.cleanup()


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    made = Client(5.0)
    yield made
    await made.close()


async def test_vectors_come_in_the_order_of_the_texts(vendor: _Vendor, client: Client) -> None:
    embedder = Embedder(client, base_url=vendor.url, model="text-embedding-3-small", dimensions=2)
    texts = ["नम"] + ["x" * n for n in range(1, 100)]
    assert await embedder.embed(texts, "k") == [(float(len(text)), 1.0) for text in texts]
    assert [len(asked["input"]) for asked in vendor.asked] == [64, 36]
    assert vendor.asked[0] | {"input": None} == {"model": embedder.model, "input": None, "dimensions": 2}
    assert vendor.keys == ["Bearer k"] * 2


async def test_what_others_refuse_is_not_sent(vendor: _Vendor, client: Client) -> None:
    embedder = Embedder(client, base_url=vendor.url, model="nomic-embed-text", dimensions=2)
    await embedder.embed(["", "x" * 10_000], "")
    assert vendor.asked == [{"model": "nomic-embed-text", "input": [" ", "x" * 8_000]}]
    assert vendor.keys == [None]
    assert await embedder.embed([], "") == []
    assert len(vendor.asked) == 1


@pytest.mark.parametrize(
    ("status", "document", "reason"),
    [
        (429, {"error": {"code": "insufficient_quota"}}, "quota"),
        (401, {}, "auth"),
        (200, {"error": {"code": 502}}, "broken"),
        (200, {}, "unreadable"),
        (200, {"data": [{"index": 0, "embedding": [1]}]}, "unreadable"),
        (200, {"data": [{"index": n, "embedding": [1] * (n + 1)} for n in range(2)]}, "unreadable"),
        (200, {"data": [{"index": n, "embedding": []} for n in range(2)]}, "unreadable"),
        (200, {"data": [{"index": n, "embedding": [None]} for n in range(2)]}, "unreadable"),
        (200, {"data": [{"index": [], "embedding": "AAAA"}]}, "unreadable"),
        (200, {"data": "x" * 500_000}, "oversize"),
    ],
)
async def test_what_is_no_vector_is_a_failure(
    vendor: _Vendor, client: Client, status: int, document: object, reason: str
) -> None:
    vendor.says = (status, document)
    with pytest.raises(ModelFailed) as caught:
        await Embedder(client, base_url=vendor.url, model="m").embed(["a", "b"], "k")
    assert caught.value.reason == reason


@pytest.mark.parametrize(
    ("one", "other", "likeness"),
    [((1, 0), (2, 0), 1), ((1, 0), (0, 3), 0), ((1, 1), (-1, -1), -1), ((0, 0), (1, 1), 0), ((), (), 0)],
)
def test_likeness(one: tuple[float, ...], other: tuple[float, ...], likeness: float) -> None:
    assert cosine(one, other) == pytest.approx(likeness)


def test_vectors_of_different_lengths_are_not_compared() -> None:
    with pytest.raises(ValueError, match="lengths"):
        cosine((1, 0), (1,))
