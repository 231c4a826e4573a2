"""Texts as vectors: by a server that speaks like OpenAI, or by the model in this process (embedded/)."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol

from frontdesk.llm import failures
from frontdesk.llm.client import Client
from frontdesk.llm.cooldown import Cooldown
from frontdesk.llm.embedded import files
from frontdesk.llm.embedded.embedder import LocalEmbedder
from frontdesk.llm.failures import ModelFailed
from frontdesk.llm.openai import bearer
from frontdesk.settings import Settings

if TYPE_CHECKING:
    from frontdesk.llm.vectors import Matrix

_MOST_AT_ONCE = 64
# Models take some 8,000 tokens, of which one is seldom less than a character.
_LONGEST_TEXT = 8_000
# Of one vector, in JSON: 4,096 numbers of 24 characters.
_LARGEST_VECTOR = 100_000
# Others refuse to be told how long a vector shall be.
_SHORTENED = ("text-embedding-3", "gemini-embedding", "qwen3-embedding")
# A failure that another key may not share.
_OF_THE_KEY = frozenset({"auth", "quota", "limited", "credits"})
_SECONDS = 30.0
_BUILT_IN = f"{LocalEmbedder.name}/{files.BUILT_IN}"


class Embedder(Protocol):
    """`name`, `model` and the length of a vector belong with what is stored: others' vectors do not compare."""

    @property
    def name(self) -> str: ...

    @property
    def model(self) -> str: ...

    @property
    def dimensions(self) -> int | None:
        """How long vectors are; None for a server's model until it has answered once."""
        ...

    async def embed(self, texts: Sequence[str]) -> "Matrix":
        """A row of length 1 for each text, in their order. ModelFailed if there is not one for every text: a part of
        them would be of no use."""
        ...

    async def close(self) -> None: ...


def model_of(embedder: Embedder | None) -> str | None:
    """What vectors are stored under; None where there are none, or a server has not said yet how long they are."""
    if embedder is None or embedder.dimensions is None:
        return None
    return f"{embedder.name}/{embedder.model}/{embedder.dimensions}"


def is_built_in(model: str) -> bool:
    """Whether vectors stored under `model` are of the one that ships, which has read English alone: to it all sentences
    in other languages are much the same."""
    return model.rpartition("/")[0] == _BUILT_IN


async def settled(embedder: Embedder) -> str:
    """`model_of`, of a server that is asked how long its vectors are if it has not said. ModelFailed."""
    if model_of(embedder) is None:
        await embedder.embed(["."])
    model = model_of(embedder)
    if model is None:
        raise ModelFailed("unreadable")
    return model


def of(settings: Settings) -> Embedder | None:
    """As set; else OpenAI's with a key for it, else the model in this process where it is installed, else None."""
    said = settings.embeddings
    keys = tuple(key.get_secret_value() for key in said.keys or settings.openai.keys)
    chosen = said.provider
    if chosen is None:
        chosen = "openai" if said.base_url or said.keys or (keys and settings.openai.is_at_home) else "local"
    if chosen == "local":
        return _local(settings)
    if chosen == "none":
        return None
    base_url = said.base_url or settings.openai.base_url
    return Endpoint(Client(_SECONDS), base_url=base_url, model=said.model, keys=keys, dimensions=said.dimensions)


def _local(settings: Settings) -> LocalEmbedder | None:
    if settings.embeddings.folder is not None:
        return LocalEmbedder(settings.embeddings.folder, is_built_in=False)
    folder = files.built_in()
    return LocalEmbedder(folder, is_built_in=True) if folder is not None else None


class Endpoint:
    """`keys` are taken in turn where one is refused or has used up what it may; a server that wants none has none."""

    name = "openai"

    def __init__(
        self, client: Client, *, base_url: str, model: str, keys: Sequence[str] = (), dimensions: int | None = None
    ) -> None:
        self.model = model
        self._client = client
        self._keys = tuple(keys) or ("",)
        self._rests = Cooldown(time.monotonic)
        self._url = f"{base_url.rstrip('/')}/embeddings"
        name = model.lower().removeprefix("models/").rsplit("/", 1)[-1]
        self._form = {"dimensions": dimensions} if dimensions and name.startswith(_SHORTENED) else {}
        self.dimensions: int | None = self._form.get("dimensions")

    async def embed(self, texts: Sequence[str]) -> "Matrix":
        """ModelFailed also where vectors are of another length than before: they would not compare."""
        vectors: list[Sequence[float]] = []
        for start in range(0, len(texts), _MOST_AT_ONCE):
            vectors += await self._some(texts[start : start + _MOST_AT_ONCE])
        lengths = {len(vector) for vector in vectors}
        if len(lengths) > 1 or (self.dimensions is not None and lengths - {self.dimensions}):
            raise ModelFailed("unreadable")
        matrix = await asyncio.to_thread(_rows, vectors)
        if vectors:
            self.dimensions = len(vectors[0])
        return matrix

    async def close(self) -> None:
        await self._client.close()

    async def _some(self, texts: Sequence[str]) -> list[Sequence[float]]:
        # Rested ones first: one that rests is asked only where no other is left.
        *others, last = sorted(self._keys, key=self._rests.left)
        for key in others:
            try:
                return await self._ask(texts, key)
            except ModelFailed as failure:
                if failure.reason not in _OF_THE_KEY:
                    raise
        return await self._ask(texts, last)

    async def _ask(self, texts: Sequence[str], key: str) -> list[Sequence[float]]:
        try:
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
            found = _vectors(reply, len(texts))
        except ModelFailed as failure:
            self._rests.fails(key, failure)
            raise
        self._rests.works(key)
        return found


def _rows(vectors: Sequence[Sequence[float]]) -> "Matrix":
    try:
        made: Matrix = import_module("frontdesk.llm.vectors").rows(vectors)
    except ValueError:
        raise ModelFailed("unreadable") from None
    return made


def _vectors(reply: Mapping[str, Any], count: int) -> list[Sequence[float]]:
    try:
        found = {item["index"]: _vector(item["embedding"]) for item in reply["data"]}
        return [found[index] for index in range(count)]
    except (LookupError, TypeError, ValueError):
        raise ModelFailed("unreadable") from None


def _vector(numbers: list[float]) -> Sequence[float]:
    if not numbers or any(type(number) not in (float, int) for number in numbers):
        raise ValueError
    return numbers
