"""Vectors for the memories that have none of the present model."""

import asyncio

from rich.progress import Progress

from frontdesk.bootstrap import Desk
from frontdesk.cli import console, house
from frontdesk.kit.errors import Conflict, Unavailable
from frontdesk.llm import embeddings
from frontdesk.llm.embeddings import Embedder
from frontdesk.llm.failures import ModelFailed
from frontdesk.memory.finding import vectors

_LINES = 10


class NoEmbedder(Conflict):
    code = "no_embedder"


class EmbeddingFailed(Unavailable):
    code = "embedding_failed"


def reembed() -> None:
    """Portion by portion: what is stored stays, so that a run that broke off is gone on with by the next."""
    house.must_exist()
    with house.opened() as desk:
        if desk.embedder is None:
            raise NoEmbedder(
                "Nothing here makes vectors: memories are found by their words. See docs/user/embeddings.md."
            )
        made = asyncio.run(_all(desk, desk.embedder))
    console.plain(f"Made the vectors of {made} memories." if made else "All memories have their vectors.")


async def _all(desk: Desk, embedder: Embedder) -> int:
    made = 0
    try:
        model = await embeddings.settled(embedder)
        total = desk.database.read_now(vectors.left, model)
        with Progress(console=console.err, transient=True, disable=not console.err.is_terminal) as progress:
            bar = progress.add_task(model, total=total)
            for scope in desk.database.read_now(vectors.owners, model):
                while count := await vectors.embed_some(desk.database, embedder, scope):
                    made += count
                    progress.advance(bar, count)
                    _tell(made - count, made, total)
    except ModelFailed as failure:
        raise EmbeddingFailed(
            f"The model failed ({failure.reason}) after {made} memories, which keep their vectors. Run it again."
        ) from None
    finally:
        await desk.hang_up()
    return made


def _tell(before: int, made: int, total: int) -> None:
    """A bar is drawn for eyes alone: a log gets a line for each tenth."""
    if not console.err.is_terminal and made * _LINES // max(total, 1) > before * _LINES // max(total, 1):
        console.note(f"{made} of {total} memories")
