"""BERT in numpy, float32, as `transformers` computes it: cosine with it above 0.9999 (tests/llm/embedded).

Texts of a batch are laid end to end, sorted by length: nothing is padded, and attention is computed for all of one
length at once. The weights stay in their file, mapped into memory.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import index
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from frontdesk.llm.embedded import files
from frontdesk.llm.embedded.files import NotAModel, Tensor

Floats = NDArray[np.float32]

# Tokens computed at once: the widest matrix then has 6 MB.
_MOST_TOKENS = 1024
# More than that many tokens ever need, of all that anybody writes; tokenizing a megabyte would take seconds.
_LONGEST_TEXT = 8_000
_LONGEST_UNLESS_SAID = 256
_FEW = 64
_ROWS = 32
# Of Abramowitz and Stegun 7.1.26: the error function, off by at most 1.5e-7.
_ERF = (1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592)
_ERF_P = 0.3275911


@dataclass(frozen=True, slots=True)
class States:
    """Of one text: its tokens' ids and their last hidden states, [CLS] and [SEP] included."""

    ids: NDArray[np.int32]
    hidden: Floats


@dataclass(frozen=True, slots=True)
class _Linear:
    weight: Floats
    bias: Floats

    def __call__(self, x: Floats) -> Floats:
        # Up to some sixty rows the product the other way round takes two thirds of the time.
        y: Floats = x @ self.weight.T if len(x) > _FEW else np.ascontiguousarray((self.weight @ x.T).T)
        y += self.bias
        return y


@dataclass(frozen=True, slots=True)
class _Norm:
    weight: Floats
    bias: Floats
    epsilon: float

    def __call__(self, x: Floats) -> Floats:
        """In place."""
        x -= x.mean(axis=1, keepdims=True)
        deviation = np.sqrt(np.einsum("ij,ij->i", x, x) / x.shape[1] + self.epsilon)
        x /= deviation[:, None].astype(np.float32)
        x *= self.weight
        x += self.bias
        return x


@dataclass(frozen=True, slots=True)
class _Layer:
    query: _Linear
    key: _Linear
    value: _Linear
    mixed: _Linear
    mixed_norm: _Norm
    wide: _Linear
    narrow: _Linear
    norm: _Norm


class Bert:
    """`folder` has config.json, tokenizer.json and model.safetensors. NotAModel if it is no BERT that embeds."""

    def __init__(self, folder: Path) -> None:
        config = files.config(folder, "config.json")
        pooling = files.config(folder, "1_Pooling/config.json")
        if (folder / "2_Dense").exists():
            raise NotAModel("only models that end with the mean are computed")
        if config.get("model_type") != "bert" or config.get("hidden_act") != "gelu":
            raise NotAModel("only models of the type bert with gelu are computed")
        if not pooling.get("pooling_mode_mean_tokens", True):
            raise NotAModel("only means of a text's tokens are computed")
        try:
            self._heads, layers = index(config["num_attention_heads"]), index(config["num_hidden_layers"])
            weights = _Weights(folder / "model.safetensors", float(config["layer_norm_eps"]))
        except (KeyError, TypeError):
            raise NotAModel("config.json does not say enough") from None
        self._words = weights["embeddings.word_embeddings.weight"]
        self._positions = weights["embeddings.position_embeddings.weight"]
        self._type = weights["embeddings.token_type_embeddings.weight"][0]
        self._norm = weights.norm("embeddings.LayerNorm")
        self._layers = [weights.layer(number) for number in range(layers)]
        self._tokenizer = _tokenizer(folder, self._positions.shape[0])
        if self._tokenizer.get_vocab_size() > len(self._words):
            raise NotAModel("the tokenizer is another model's")

    @property
    def dimensions(self) -> int:
        return int(self._words.shape[1])

    def word(self, token: int) -> str:
        return self._tokenizer.id_to_token(token) or ""

    def states(self, texts: Sequence[str]) -> list[States]:
        """One for each text, in their order."""
        # One by one: for batches the library starts threads of its own, to save microseconds.
        ids = [np.array(self._tokenizer.encode(_clean(text)).ids, np.int32) for text in texts]
        found: dict[int, States] = {}
        for some in _batches(ids):
            hidden = self._forward([ids[place] for place in some])
            start = 0
            for place in some:
                end = start + len(ids[place])
                found[place] = States(ids[place], hidden[start:end])
                start = end
        return [found[place] for place in range(len(texts))]

    def _forward(self, ids: Sequence[NDArray[np.int32]]) -> Floats:
        """`ids` are sorted by length."""
        x = self._words[np.concatenate(ids)]
        x += np.concatenate([self._positions[: len(one)] for one in ids])
        x += self._type
        x = self._norm(x)
        groups = [(length, len(list(some))) for length, some in groupby(len(one) for one in ids)]
        for layer in self._layers:
            mixed = layer.mixed(self._attend(layer, x, groups))
            mixed += x
            x = layer.mixed_norm(mixed)
            narrow = layer.narrow(_gelu(layer.wide(x)))
            narrow += x
            x = layer.norm(narrow)
        return x

    def _attend(self, layer: _Layer, x: Floats, groups: Sequence[tuple[int, int]]) -> Floats:
        query, key, value = layer.query(x), layer.key(x), layer.value(x)
        width = x.shape[1] // self._heads
        query *= 1 / math.sqrt(width)
        result = np.empty_like(x)
        start = 0
        for length, count in groups:
            end = start + length * count
            shape = (count, length, self._heads, width)
            q = query[start:end].reshape(shape).transpose(0, 2, 1, 3)
            k = key[start:end].reshape(shape).transpose(0, 2, 3, 1)
            v = value[start:end].reshape(shape).transpose(0, 2, 1, 3)
            scores = q @ k
            scores -= scores.max(axis=3, keepdims=True)
            np.exp(scores, out=scores)
            scores /= scores.sum(axis=3, keepdims=True)
            result[start:end] = (scores @ v).transpose(0, 2, 1, 3).reshape(length * count, -1)
            start = end
        return result


class _Weights:
    def __init__(self, path: Path, epsilon: float) -> None:
        try:
            self._places = files.tensors(path)
            self._bytes = np.memmap(path, np.uint8, mode="r")
        except (OSError, ValueError) as error:
            raise NotAModel(f"the weights cannot be read: {error}") from None
        self._epsilon = epsilon

    def __getitem__(self, name: str) -> Floats:
        place: Tensor | None = self._places.get(name)
        if place is None:
            raise NotAModel(f"the weights have no {name} in float32")
        size = 4 * math.prod(place.shape)
        # A plain view of the mapping: with np.memmap itself each slice of it would cost microseconds.
        flat = np.asarray(self._bytes)[place.start : place.start + size].view("<f4")
        return flat.reshape(place.shape)

    def linear(self, name: str) -> _Linear:
        return _Linear(self[f"{name}.weight"], self[f"{name}.bias"])

    def norm(self, name: str) -> _Norm:
        return _Norm(self[f"{name}.weight"], self[f"{name}.bias"], self._epsilon)

    def layer(self, number: int) -> _Layer:
        at = f"encoder.layer.{number}"
        return _Layer(
            query=self.linear(f"{at}.attention.self.query"),
            key=self.linear(f"{at}.attention.self.key"),
            value=self.linear(f"{at}.attention.self.value"),
            mixed=self.linear(f"{at}.attention.output.dense"),
            mixed_norm=self.norm(f"{at}.attention.output.LayerNorm"),
            wide=self.linear(f"{at}.intermediate.dense"),
            narrow=self.linear(f"{at}.output.dense"),
            norm=self.norm(f"{at}.output.LayerNorm"),
        )


def pooled(states: Sequence[States]) -> Floats:
    """A row for each text: the mean of its tokens, of length 1."""
    if not states:
        return np.empty((0, 0), np.float32)
    means = np.stack([one.hidden.mean(axis=0) for one in states])
    means /= np.maximum(np.linalg.norm(means, axis=1, keepdims=True), 1e-12)
    return means


def _tokenizer(folder: Path, positions: int) -> Tokenizer:
    path = folder / "tokenizer.json"
    if not path.is_file():
        raise NotAModel("tokenizer.json is missing")
    said = files.config(folder, "sentence_bert_config.json").get("max_seq_length") or _LONGEST_UNLESS_SAID
    try:
        made: Tokenizer = Tokenizer.from_file(str(path))
    except Exception as error:  # noqa: BLE001  # the library raises nothing narrower
        raise NotAModel(f"tokenizer.json cannot be read: {error}") from None
    made.no_padding()
    made.enable_truncation(min(int(said), positions))
    return made


def _clean(text: str) -> str:
    # Halves of surrogate pairs, which JSON can carry, are no text to the tokenizer.
    return text[:_LONGEST_TEXT].encode("utf-8", "replace").decode()


def _batches(ids: Sequence[NDArray[np.int32]]) -> Iterator[list[int]]:
    """Places of texts, the short ones first."""
    some: list[int] = []
    tokens = 0
    for place in sorted(range(len(ids)), key=lambda place: len(ids[place])):
        if some and tokens + len(ids[place]) > _MOST_TOKENS:
            yield some
            some, tokens = [], 0
        some.append(place)
        tokens += len(ids[place])
    if some:
        yield some


def _gelu(x: Floats) -> Floats:
    """x times the normal distribution's integral up to it, in place: a few rows at a time, which stay in the cache."""
    for start in range(0, len(x), _ROWS):
        _gelu_of(x[start : start + _ROWS])
    return x


def _gelu_of(x: Floats) -> None:
    """The error function is computed for positive numbers."""
    part = np.abs(x)
    part *= math.sqrt(0.5)
    t = part * np.float32(_ERF_P)
    t += 1
    np.reciprocal(t, out=t)
    series = t * np.float32(_ERF[0])
    for factor in _ERF[1:]:
        series += np.float32(factor)
        series *= t
    np.square(part, out=part)
    np.negative(part, out=part)
    np.exp(part, out=part)
    series *= part
    # Now 1 - erf(|x| / sqrt 2); x * Phi(x) is max(x, 0) - |x| * series / 2.
    series *= np.abs(x)
    series *= np.float32(0.5)
    np.maximum(x, 0, out=x)
    x -= series
