"""The same as a parser that reads all at once, and others get their turns."""

import sys
from types import FrameType
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontdesk.kit import large_json

_SCALARS = st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.floats(allow_nan=False) | st.text()
_VALUES = st.recursive(_SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=30)
_NO_JSON = (
    "", " ", "[", "{", "[1", "[1,", "[1,]", "[,]", "[1 2]", "[1]]", "[1] 2", "{1:2}", '{"a"}', '{"a":}', '{"a":1,}',
    '{"a":1 "b":2}', "{,}", '{"a" 1}', "NaN", "[NaN]", '{"a":-Infinity}', '["\\ud800"]', '{"\\ud800":1}', "'a'", "[01]",
    "\ufeff[]", "nul", '"', "]", "[" * 100_000, '{"a":' * 100_000, "[\x0b1]", '["\n"]',
)  # fmt: skip


@given(_VALUES, st.sampled_from([None, orjson.OPT_INDENT_2]))
def test_it_reads_what_was_written(value: Any, option: int | None) -> None:
    written = orjson.dumps(value, option=option)
    assert large_json.loads(written) == large_json.loads(written.decode()) == orjson.loads(written)


@pytest.mark.parametrize("text", _NO_JSON, ids=range(len(_NO_JSON)))
def test_what_is_no_json_is_none(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # whichever of its kinds
        large_json.loads(text.encode("utf-8"))


@pytest.mark.parametrize("raw", [b"\xff", '["a"]'.encode("utf-16"), b'["\xed\xa0\x80"]'])
def test_what_is_not_utf8_is_none(raw: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # whichever of its kinds
        large_json.loads(raw)


def test_the_last_of_two_names_counts() -> None:
    assert large_json.loads(' { "a" : [ ] , "a" : { } } ') == {"a": {}}


def test_the_parser_that_holds_everybody_up_is_given_one_row_at_a_time() -> None:
    document = orjson.dumps({"memories": {"results": [{"content": "x" * 200}] * 1_000}}).decode()
    longest = calls = 0

    def note(frame: FrameType, event: str, called: Any) -> None:
        nonlocal longest, calls
        if event == "c_call" and called is orjson.loads:
            calls += 1
            longest = max(longest, frame.f_locals["end"] - frame.f_locals["at"])

    sys.setprofile(note)
    large_json.loads(document)
    sys.setprofile(None)
    assert (calls >= 1_000, longest) == (True, len('{"content":""}') + 200)
