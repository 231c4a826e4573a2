"""Vectors over real HTTP: what is asked, in which order they come back, and what is none."""

import math
from collections.abc import AsyncIterator
from typing import Any

import numpy as np
import orjson
import pytest
from aiohttp import web

from frontdesk import settings
from frontdesk.llm import embeddings, vectors
from frontdesk.llm.client import Client
from frontdesk.llm.embeddings import Endpoint
from frontdesk.llm.failures import ModelFailed


class _Vendor:
    """Gives each text its length as a vector, the last first, unless told to say something else."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.keys: list[str | None] = []
        self.refused: set[str] = set()
        self.says: tuple[int, object] | None = None
        self.url = ""

    async def answer(self, request: web.Request) -> web.Response:
        asked = orjson.loads(await request.read())
        self.asked.append(asked)
        self.keys.append(key := request.headers.get("Authorization"))
        if key in self.refused:
            return web.Response(status=401)
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


def _row(text: str) -> list[float]:
    length = math.hypot(len(text), 1)
    return [len(text) / length, 1 / length]


async def test_vectors_come_in_the_order_of_the_texts(vendor: _Vendor, client: Client) -> None:
    embedder = Endpoint(client, base_url=vendor.url, model="text-embedding-3-small", keys=("k",), dimensions=2)
    texts = ["नम"] + ["x" * n for n in range(1, 100)]
    matrix = await embedder.embed(texts)
    assert matrix.dtype == np.float32
    assert matrix == pytest.approx(np.array([_row(text) for text in texts]))
    assert [len(asked["input"]) for asked in vendor.asked] == [64, 36]
    assert vendor.asked[0] | {"input": None} == {"model": embedder.model, "input": None, "dimensions": 2}
    assert vendor.keys == ["Bearer k"] * 2


async def test_what_others_refuse_is_not_sent(vendor: _Vendor, client: Client) -> None:
    embedder = Endpoint(client, base_url=vendor.url, model="nomic-embed-text", dimensions=3)
    assert embedder.dimensions is None
    await embedder.embed(["", "x" * 10_000])
    assert vendor.asked == [{"model": "nomic-embed-text", "input": [" ", "x" * 8_000]}]
    assert vendor.keys == [None]
    assert embedder.dimensions == 2
    assert len(await embedder.embed([])) == 0
    assert len(vendor.asked) == 1


async def test_a_refused_key_rests_while_another_works(vendor: _Vendor, client: Client) -> None:
    vendor.refused = {"Bearer old"}
    embedder = Endpoint(client, base_url=vendor.url, model="m", keys=("old", "new"))
    assert len(await embedder.embed(["a"])) == len(await embedder.embed(["a"])) == 1
    assert vendor.keys == ["Bearer old", "Bearer new", "Bearer new"]
    vendor.refused.add("Bearer new")
    with pytest.raises(ModelFailed, match="auth"):
        await embedder.embed(["a"])


async def test_vectors_of_a_new_length_are_refused(vendor: _Vendor, client: Client) -> None:
    embedder = Endpoint(client, base_url=vendor.url, model="m")
    await embedder.embed(["a"])
    vendor.says = (200, {"data": [{"index": 0, "embedding": [1, 2, 3]}]})
    with pytest.raises(ModelFailed, match="unreadable"):
        await embedder.embed(["a"])
    vendor.says = None
    assert len(await embedder.embed(["a"])) == 1


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
        await Endpoint(client, base_url=vendor.url, model="m").embed(["a", "b"])
    assert caught.value.reason == reason


@pytest.mark.parametrize(
    ("environ", "name", "model"),
    [
        ({}, "local", "all-MiniLM-L6-v2"),
        ({"OPENAI_API_KEY": "k"}, "openai", "text-embedding-3-small"),
        # A server of one's own for chat may have no such model.
        ({"OPENAI_API_KEY": "k", "OPENAI_BASE_URL": "http://127.0.0.1:9/v1"}, "local", "all-MiniLM-L6-v2"),
        ({"EMBEDDING_BASE_URL": "http://127.0.0.1:9/v1", "EMBEDDING_MODEL": "bge-m3"}, "openai", "bge-m3"),
        ({"EMBEDDING_API_KEY": "k"}, "openai", "text-embedding-3-small"),
        ({"EMBEDDING_PROVIDER": "local", "OPENAI_API_KEY": "k"}, "local", "all-MiniLM-L6-v2"),
        ({"EMBEDDING_PROVIDER": "local", "EMBEDDING_FOLDER": "/models/multi"}, "local", "multi"),
        ({"EMBEDDING_PROVIDER": "openai"}, "openai", "text-embedding-3-small"),
        ({"EMBEDDING_PROVIDER": "none", "OPENAI_API_KEY": "k"}, None, None),
    ],
)
async def test_who_makes_vectors(environ: dict[str, str], name: str | None, model: str | None) -> None:
    embedder = embeddings.of(settings.load(environ, env_file=None))
    assert (embedder and embedder.name) == name
    assert (embedder and embedder.model) == model
    if embedder is not None:
        await embedder.close()


async def test_the_configured_address_and_key_are_used(vendor: _Vendor) -> None:
    environ = {"EMBEDDING_BASE_URL": vendor.url, "OPENAI_API_KEY": "a", "EMBEDDING_API_KEY": "b"}
    embedder = embeddings.of(settings.load(environ | {"EMBEDDING_DIMENSIONS": "2"}, env_file=None))
    assert embedder is not None
    assert embedder.dimensions == 2
    assert (await embedder.embed(["a"])).shape == (1, 2)
    assert vendor.keys == ["Bearer b"]
    await embedder.close()


@pytest.mark.parametrize(
    ("given", "rows"),
    [
        ([[3, 4]], [[0.6, 0.8]]),
        ([[0, 0]], [[0, 0]]),
        ([[1e300, 0], [1e-300, 0]], [[1, 0], [1, 0]]),
    ],
)
def test_rows_have_length_one(given: list[list[float]], rows: list[list[float]]) -> None:
    assert vectors.rows(given) == pytest.approx(np.array(rows))


@pytest.mark.parametrize("given", [[[1, 2], [1]], [[math.nan]], [[math.inf, 1]], [1.0]])
def test_what_is_no_matrix_has_no_rows(given: Any) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # in numpy's words
        vectors.rows(given)


def _tokens(*rows: tuple[int, ...]) -> vectors.Tokens:
    return np.array(rows, np.int8).reshape(len(rows), 2)


@pytest.mark.parametrize(
    ("query", "passage", "likeness"),
    [
        (_tokens((127, 0)), _tokens((0, 127), (3, 0)), 1.0),
        (_tokens((127, 0), (0, 127)), _tokens((127, 0)), 0.5),
        (_tokens((127, 127)), _tokens((-127, -127), (-127, 127)), 0.0),
        (_tokens((127, 0)), _tokens((-127, 0)), -1.0),
        (_tokens(), _tokens((1, 0)), 0.0),
        (_tokens((1, 0)), _tokens(), 0.0),
    ],
)
def test_late_interaction(query: vectors.Tokens, passage: vectors.Tokens, likeness: float) -> None:
    assert vectors.late(query, passage) == pytest.approx(likeness)
    other = _tokens((0, 127))
    assert vectors.late_of(query, [other, passage, other]) == pytest.approx(
        [vectors.late(query, other), likeness, vectors.late(query, other)]
    )
