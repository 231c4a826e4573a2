"""The model behind a thread of its own: the first text loads it, and no text holds up the event loop."""

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import structlog

from frontdesk.llm.embedded import files
from frontdesk.llm.embedded.files import NotAModel
from frontdesk.llm.failures import ModelFailed

if TYPE_CHECKING:
    from frontdesk.llm.vectors import Matrix, Tokens

log = structlog.get_logger()

# Texts that are computed in one go; a question waits for no more of them than that, 0.1 s if they are ordinary.
_AT_ONCE = 16


@dataclass(frozen=True, slots=True)
class Reading:
    """Of some texts: a row of `matrix` and one of `tokens` for each."""

    matrix: "Matrix"
    tokens: "list[Tokens]"


class LocalEmbedder:
    """One a process. `folder` has the model's files; the built-in one's are held to their checksum."""

    name = "local"

    def __init__(self, folder: Path, *, is_built_in: bool) -> None:
        self.model = files.BUILT_IN if is_built_in else folder.name
        self.dimensions = files.width(folder)
        self._folder = folder
        self._is_built_in = is_built_in
        self._loaded: tuple[Any, Any] | None = None
        self._thread = ThreadPoolExecutor(1, "embedder")

    async def embed(self, texts: Sequence[str]) -> "Matrix":
        return (await self.read(texts)).matrix

    async def tokens(self, texts: Sequence[str]) -> "list[Tokens]":
        return (await self.read(texts)).tokens

    async def read(self, texts: Sequence[str]) -> Reading:
        """Both at the price of one. Others' texts come in between those of a long list. ModelFailed if the model's
        files are not what they should be."""
        loop = asyncio.get_running_loop()
        parts = [
            await loop.run_in_executor(self._thread, self._read, texts[start : start + _AT_ONCE])
            for start in range(0, max(1, len(texts)), _AT_ONCE)
        ]
        return await loop.run_in_executor(self._thread, _joined, parts) if len(parts) > 1 else parts[0]

    async def close(self) -> None:
        """Waits for nothing; what is asked afterwards fails."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    def _read(self, texts: Sequence[str]) -> Reading:
        model, reducer = self._loaded = self._loaded or self._load()
        states = model.states(texts)
        matrix = import_module("frontdesk.llm.embedded.bert").pooled(states)
        return Reading(matrix, [reducer.of(one) for one in states])

    def _load(self) -> tuple[Any, Any]:
        try:
            if self._is_built_in:
                files.verify(self._folder)
            model = import_module("frontdesk.llm.embedded.bert").Bert(self._folder)
        except (NotAModel, OSError) as error:
            log.error("embedding.refused", folder=str(self._folder), reason=str(error))
            raise ModelFailed("broken") from None
        return model, import_module("frontdesk.llm.embedded.tokens").Reducer(model, is_built_in=self._is_built_in)


def _joined(parts: Sequence[Reading]) -> Reading:
    matrix = import_module("numpy").concatenate([part.matrix for part in parts])
    return Reading(matrix, [tokens for part in parts for tokens in part.tokens])
