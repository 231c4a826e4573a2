"""However the network cuts a stream, the same events come out of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontdesk.llm.failures import ModelFailed
from frontdesk.llm.sse import Reader


def _read(stream: bytes, cuts: list[int] | None = None) -> list[bytes]:
    reader, found, start = Reader(), list[bytes](), 0
    for cut in sorted({min(cut, len(stream)) for cut in cuts or []} | {len(stream)}):
        found += reader.feed(stream[start:cut])
        start = cut
    return found + reader.end()


@pytest.mark.parametrize(
    ("stream", "events"),
    [
        (b"", []),
        (b"\n\n\n\n", []),
        (b'data: {"a":1}\n\n', [b'{"a":1}']),
        (b'data:{"a":1}\n\ndata:  b\n\n', [b'{"a":1}', b" b"]),
        (b"data: a\r\n\r\ndata: b\r\n\r\n", [b"a", b"b"]),
        (b"data: a\r\rdata: b\r\r", [b"a", b"b"]),
        (b"data: a\r\n\ndata: b\n\r\n", [b"a", b"b"]),
        (b": OPENROUTER PROCESSING\n\n: again\n\ndata: a\n\n", [b"a"]),
        (b": note\ndata: a\nid: 7\nretry: 3\nevent: chunk\n\n", [b"a"]),
        (b"data: a\ndata: b\ndata\n\n", [b"a\nb\n"]),
        (b"event: ping\n\ndata\n\ndatabase: x\n\n", [b""]),
        (b"\n\ndata: a\n\n\n\n\ndata: b\n\n\n", [b"a", b"b"]),
        (b"\xef\xbb\xbfdata: a\n\n", [b"a"]),
        ("data: नमस्ते\n\n".encode(), ["नमस्ते".encode()]),
        (b"data: a\n\ndata: [DONE]", [b"a", b"[DONE]"]),
        (b"data: a\n\ndata: b\r", [b"a", b"b"]),
        (b"<html>\n\n", []),
    ],
)
def test_what_stands_in_a_stream(stream: bytes, events: list[bytes]) -> None:
    assert _read(stream) == events
    assert _read(stream, list(range(len(stream)))) == events


_LINES = st.sampled_from(
    ["data: {}", "data:x", "data", "data: नमस्ते 🙂", ": comment", "event: e", "id: 1", "", "", "\ufeff", "data: [DONE]"]
)


@given(st.lists(st.tuples(_LINES, st.sampled_from(["\n", "\r\n", "\r"])), max_size=30), st.lists(st.integers(0, 400)))
def test_any_cutting_gives_the_same_events(lines: list[tuple[str, str]], cuts: list[int]) -> None:
    stream = "".join(line + end for line, end in lines).encode()
    assert _read(stream, cuts) == _read(stream) == _read(stream, list(range(len(stream))))


def _fill(reader: Reader, piece: bytes) -> None:
    for _ in range(100):
        reader.feed(piece)


@pytest.mark.parametrize("piece", [b"data: " + b"x" * 70_000, b": ping\n" * 10_000])
def test_an_event_without_an_end_is_given_up(piece: bytes) -> None:
    with pytest.raises(ModelFailed) as caught:
        _fill(Reader(), piece)
    assert caught.value.reason == "oversize"


def test_a_large_event_that_comes_in_many_pieces_is_whole() -> None:
    event = b"data: " + b"x" * 900_000 + b"\n\n"
    reader, found = Reader(), list[bytes]()
    for start in range(0, len(event), 100):
        found += reader.feed(event[start : start + 100])
    assert found == [event[6:-2]]
