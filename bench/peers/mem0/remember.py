"""Writes and searches with mem0 what stdin says, and prints what it found and how long it took. Runs in mem0's own
environment; nothing of it may report home, and no model is asked: `infer` is off, vectors come from `base_url`.
"""

import json
import os
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

_BATCH = 250


def main() -> None:
    asked = json.load(sys.stdin)
    os.environ.update(MEM0_TELEMETRY="False", MEM0_DIR=asked["home"], HF_HUB_OFFLINE="1")
    from mem0 import Memory  # noqa: PLC0415  # it reads its environment when it is imported

    def opened(store: dict[str, Any], name: str, home: str) -> Memory:
        vendor = {"api_key": "bench", "openai_base_url": asked["base_url"]}
        return Memory.from_config(
            {
                "vector_store": {
                    "provider": store["provider"],
                    # its tables stand among the product's, which has one of dialogues
                    "config": {
                        **store["config"],
                        "collection_name": f"mem0_{name}",
                        "embedding_model_dims": asked["width"],
                    },
                },
                "embedder": {"provider": "openai", "config": {"model": "bench", **vendor}},
                "llm": {"provider": "openai", "config": vendor},
                "history_db_path": str(Path(home) / f"{name}.db"),
            }
        )

    told = opened(asked["store_of_dialogues"], "dialogues", asked["histories"])
    found = [_dialogue(told, one) for one in asked["dialogues"]]
    _closed(told)
    filling = opened(asked["store_to_fill"], "one", asked["histories"])
    _fill(filling, asked["one"]["texts"])
    _closed(filling)
    if asked["store_to_fill"] != asked["store"]:
        shutil.copytree(asked["store_to_fill"]["config"]["path"], asked["store"]["config"]["path"])
    one = opened(asked["store"], "one", asked["home"])
    searching, adding = _timed(one, asked["one"]["questions"], asked["one"]["added"])
    _closed(one)
    print(json.dumps({"found": found, "searching": searching, "adding": adding}))


def _dialogue(memory: Any, dialogue: dict[str, Any]) -> list[list[str]]:
    """The ids of the turns found for each question, best first."""
    for turn, text in dialogue["turns"]:
        memory.add(text, user_id=dialogue["name"], metadata={"turn": turn}, infer=False)
    return [
        [hit["metadata"]["turn"] for hit in _search(memory, dialogue["name"], question)["results"]]
        for question in dialogue["questions"]
    ]


def _search(memory: Any, name: str, question: str) -> dict[str, Any]:
    return memory.search(question, filters={"user_id": name}, top_k=10)


def _fill(memory: Any, texts: list[str]) -> None:
    """As `add` would, without its history: ten thousand calls of it would take a quarter of an hour."""
    for start in range(0, len(texts), _BATCH):
        part = texts[start : start + _BATCH]
        memory.vector_store.insert(
            vectors=memory.embedding_model.embed_batch(part),
            payloads=[
                {"user_id": "one", "role": "user", "data": text, "text_lemmatized": text, "hash": str(start + place),
                 "created_at": "2026-11-21T00:00:00+00:00", "updated_at": "2026-11-21T00:00:00+00:00"}
                for place, text in enumerate(part)
            ],
            ids=[f"00000000-0000-4000-8000-{start + place:012d}" for place in range(len(part))],
        )  # fmt: skip


def _timed(memory: Any, questions: list[str], added: list[str]) -> tuple[list[float], list[float]]:
    """Milliseconds of each search and of each adding, beside the embedding of its text, which a cache answers."""
    inner, spent = memory.embedding_model.embed, [0.0]

    def embed(text: str, action: str | None = None) -> list[float]:
        begun = time.perf_counter()
        try:
            return inner(text, action)
        finally:
            spent[0] += time.perf_counter() - begun

    def measured(act: Callable[[], object]) -> float:
        spent[0], begun = 0.0, time.perf_counter()
        act()
        return (time.perf_counter() - begun - spent[0]) * 1000

    memory.embedding_model.embed = embed
    searching = [measured(lambda question=question: _search(memory, "one", question)) for question in questions]
    return searching, [measured(lambda text=text: memory.add(text, user_id="one", infer=False)) for text in added]


def _closed(memory: Any) -> None:
    if hasattr(memory.vector_store, "client"):
        memory.vector_store.client.close()
    memory.close()


if __name__ == "__main__":
    main()
