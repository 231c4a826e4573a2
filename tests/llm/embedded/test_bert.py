"""The model against the reference implementation, and files that are none of a model.

reference.npy has, as float16, the vectors that PyTorch 2.15 and transformers 5.23 make of reference_texts.json with the
wheel's own files: truncated to 256 tokens, one text at a time, the mean of the last hidden states, of length 1.
"""

import hashlib
import json
import struct
from pathlib import Path

import numpy as np
import pytest

from frontdesk.llm.embedded import files
from frontdesk.llm.embedded.bert import Bert, pooled
from frontdesk.llm.embedded.files import NotAModel

_HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def folder() -> Path:
    found = files.built_in()
    assert found is not None
    return found


@pytest.fixture(scope="module")
def model(folder: Path) -> Bert:
    return Bert(folder)


@pytest.fixture(scope="module")
def texts() -> list[str]:
    made: list[str] = json.loads((_HERE / "reference_texts.json").read_text())
    return made


def test_vectors_are_those_of_the_reference(model: Bert, texts: list[str]) -> None:
    reference = np.load(_HERE / "reference.npy").astype(np.float32)
    reference /= np.linalg.norm(reference, axis=1, keepdims=True)
    made = pooled(model.states(texts))
    assert made.shape == reference.shape
    assert np.linalg.norm(made, axis=1) == pytest.approx(1, abs=1e-6)
    assert (made * reference).sum(axis=1).min() >= 0.9999


def test_company_does_not_change_a_vector(model: Bert, texts: list[str]) -> None:
    together = pooled(model.states(texts * 3))
    alone = np.concatenate([pooled(model.states([text])) for text in texts])
    assert together == pytest.approx(np.concatenate([alone] * 3), abs=1e-5)


@pytest.mark.parametrize(
    "text",
    ["", "\x00", "\ud83d broken", "x" * 1_000_000, "e\u0301" * 9_000, "नमस्ते " * 5_000, "[CLS]" * 600],
    ids=["nothing", "control", "half a pair", "a megabyte", "accents", "long", "marks"],
)
def test_anything_is_a_text(model: Bert, text: str) -> None:
    (states,) = model.states([text])
    assert 2 <= len(states.ids) <= 256
    assert np.isfinite(states.hidden).all()
    assert np.linalg.norm(pooled([states])) == pytest.approx(1, abs=1e-6)


def test_no_text_is_no_row(model: Bert) -> None:
    assert model.states([]) == []
    assert pooled([]).shape == (0, 0)


def test_the_wheel_has_the_published_weights(folder: Path) -> None:
    files.verify(folder)
    sum_of_weights = hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest()
    assert sum_of_weights == "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


@pytest.mark.parametrize("name", ["model.safetensors", "tokenizer.json"])
def test_other_files_are_refused(folder: Path, tmp_path: Path, name: str) -> None:
    for other in ("model.safetensors", "tokenizer.json"):
        if other != name:
            (tmp_path / other).symlink_to(folder / other)
    (tmp_path / name).write_bytes(b"x")
    for _ in range(2):
        with pytest.raises(NotAModel, match=name):
            files.verify(tmp_path)


def _safetensors(header: object, body: bytes = b"") -> bytes:
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + body


def _entry(*offsets: int, shape: object = (2,)) -> dict[str, object]:
    return {"a": {"dtype": "F32", "shape": shape, "data_offsets": offsets}}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff" * 8,
        _safetensors(b"{"),
        _safetensors([]),
        _safetensors(_entry(0, 8), b"1234"),
        _safetensors(_entry(0, 4), b"1234"),
        _safetensors(_entry(-4, 4), b"1234"),
        _safetensors(_entry(0), b"1234"),
        _safetensors(_entry(0, 8, shape="x"), b"12345678"),
        _safetensors(_entry(0, 8, shape=(-1, -2)), b"12345678"),
    ],
)
def test_damaged_weights_are_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "w").write_bytes(content)
    with pytest.raises(NotAModel):
        files.tensors(tmp_path / "w")


_BERT = {
    "model_type": "bert",
    "hidden_act": "gelu",
    "num_attention_heads": 2,
    "num_hidden_layers": 1,
    "layer_norm_eps": 1e-12,
}


@pytest.mark.parametrize(
    ("config", "pooling"),
    [
        ({}, {}),
        (_BERT | {"model_type": "mpnet"}, {}),
        (_BERT | {"hidden_act": "relu"}, {}),
        (_BERT | {"num_attention_heads": "x"}, {}),
        (_BERT, {"pooling_mode_mean_tokens": False}),
        (_BERT, {}),
    ],
    ids=["nothing", "another kind", "another curve", "no number", "another mean", "no weights"],
)
def test_models_of_other_kinds_are_refused(tmp_path: Path, config: object, pooling: object) -> None:
    (tmp_path / "1_Pooling").mkdir()
    (tmp_path / "config.json").write_text(json.dumps(config))
    (tmp_path / "1_Pooling/config.json").write_text(json.dumps(pooling))
    (tmp_path / "model.safetensors").write_bytes(_safetensors({}))
    with pytest.raises(NotAModel):
        Bert(tmp_path)


@pytest.mark.parametrize("content", [None, b"", b"{}", b'{"model": {"type": "Other"}}'])
def test_a_damaged_tokenizer_is_refused(folder: Path, tmp_path: Path, content: bytes | None) -> None:
    for name in ("config.json", "model.safetensors"):
        (tmp_path / name).symlink_to(folder / name)
    if content is not None:
        (tmp_path / "tokenizer.json").write_bytes(content)
    with pytest.raises(NotAModel, match=r"tokenizer\.json"):
        Bert(tmp_path)


def test_a_model_that_goes_on_after_the_mean_is_refused(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "config.json").symlink_to(folder / "config.json")
    (tmp_path / "2_Dense").mkdir()
    with pytest.raises(NotAModel, match="mean"):
        Bert(tmp_path)
