"""Texts as vectors, by the address that most vendors and local servers share."""

import math
from collections.abc import Mapping, Sequence
from itertools import islice
from operator import mul
from typing import Any

from frontdesk.llm import failures
from frontdesk.llm.client import Client
from frontdesk.llm.failures import ModelFailed
from frontdesk.llm.openai import bearer

Vector = tuple[float, ...]

_MOST_AT_ONCE = 64
# Models take some 8,000 tokens, of which one is seldom less than a character.
_LONGEST_TEXT = 8_000
# Of one vector, in JSON: 4,096 numbers of 24 characters.
_LARGEST_VECTOR = 100_000
# Others refuse to be told how long a vector shall be.
_SHORTENED = ("text-embedding-3", "gemini-embedding", "qwen3-embedding")


class Embedder:
    def __init__(self, client: Client, *, base_url: str, model: str, dimensions: int | None = None) -> None:
        self.model = model
        self._client = client
        self._url = f"{base_url.rstrip('/')}/embeddings"
        name = model.lower().removeprefix("models/").rsplit("/", 1)[-1]
        self._form = {"dimensions": dimensions} if dimensions and name.startswith(_SHORTENED) else {}

    async def embed(self, texts: Sequence[str], key: str) -> list[Vector]:
        """One for each text, in their order, all of one length. ModelFailed if there is not one for every text: a part
        of them would be of no use."""
        vectors: list[Vector] = []
        rest = iter(texts)
        while some := list(islice(rest, _MOST_AT_ONCE)):
            vectors += await self._some(some, key)
        if len({len(vector) for vector in vectors}) > 1:
            raise ModelFailed("unreadable")
        return vectors

    async def _some(self, texts: list[str], key: str) -> list[Vector]:
        answer = await self._client.post(
            self._url,
            # An empty text is refused, and a very long one too.
            {"model": self.model, "input": [text[:_LONGEST_TEXT] or " " for text in texts]} | self._form,
            bearer(key),
            most=_LARGEST_VECTOR * len(texts) + 64 * 1024,
        )
        if answer.status != 200:
            raise failures.of_answer(answer.status, answer.headers, answer.body)
        reply = answer.json()
        if reply.get("error"):
            raise failures.of_error(reply["error"])
        return _vectors(reply, len(texts))


def cosine(one: Sequence[float], other: Sequence[float]) -> float:
    """From -1 to 1; 0 where one of them has no direction. ValueError for two of different lengths."""
    if len(one) != len(other):
        raise ValueError("vectors of different lengths")
    lengths = math.sqrt(sum(map(mul, one, one)) * sum(map(mul, other, other)))
    return sum(map(mul, one, other)) / lengths if lengths else 0.0


def _vectors(reply: Mapping[str, Any], count: int) -> list[Vector]:
    try:
        found = {item["index"]: _vector(item["embedding"]) for item in reply["data"]}
        return [found[index] for index in range(count)]
    except (LookupError, TypeError, ValueError):
        raise ModelFailed("unreadable") from None


def _vector(numbers: list[float]) -> Vector:
    if not numbers or any(type(number) not in (float, int) for number in numbers):
        raise ValueError
    return tuple(map(float, numbers))
