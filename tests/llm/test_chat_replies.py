"""Bytes of each vendor -> events, whole and cut anywhere. A failure stands in place of what it prevented."""

import re
from collections.abc import Callable, Sequence
from typing import Any

import orjson
import pytest

from frontdesk.llm import sse
from frontdesk.llm.chat import Reply
from frontdesk.llm.failures import ModelFailed
from frontdesk.llm.gemini_chat import GeminiReply
from frontdesk.llm.messages import Calls, End, Text, ToolCall, Usage
from frontdesk.llm.openai_chat import OpenAiReply

Seen = list[Any]


def _events(make: Callable[[str], Reply], stream: bytes, size: int) -> Seen:
    """Texts joined, since how they are cut is the network's affair."""
    reply, reader = make("asked"), sse.Reader()
    seen: Seen = []
    try:
        for start in range(0, len(stream), size):
            seen.append(reply.shown(reply.read(reader.feed(stream[start : start + size]))))
        seen.append(reply.shown(reply.read(reader.end())))
        events = list(reply.closing())
    except ModelFailed as failure:
        events = [failure.reason]
    text = "".join(seen) + "".join(event.delta for event in events if isinstance(event, Text))
    return ([text] if text else []) + [
        ("call", re.sub("^call_[0-9a-f]{16}$", "made", call.id), *_rest(call)) if isinstance(call, ToolCall) else call
        for event in events
        if not isinstance(event, Text)
        for call in (event.calls if isinstance(event, Calls) else [event])
    ]


def _rest(call: ToolCall) -> tuple[str, ...]:
    return (call.name, call.arguments, *filter(None, [call.signature]))


def _stream(documents: Sequence[Any], ends: str) -> bytes:
    texts = [said if isinstance(said, str) else orjson.dumps(said).decode() for said in documents]
    return "".join(said if said.startswith(":") else f"data: {said}{ends}{ends}" for said in texts).encode()


def _delta(_finish: str | None = None, **delta: Any) -> dict[str, Any]:
    return {"model": "gpt", "choices": [{"index": 0, "delta": delta, "finish_reason": _finish}], "usage": None}


def _piece(**piece: Any) -> dict[str, Any]:
    function = {name: piece.pop(name) for name in ("name", "arguments") if name in piece}
    return _delta(tool_calls=[piece | {"function": function}])


_COUNTED = {"prompt_tokens": 9, "completion_tokens": 2, "total_tokens": 11}
_USAGE = Usage(9, 2)
_ROLE = _delta(role="assistant", content="")
_STOP, _CALLS = _delta("stop"), _delta("tool_calls")
_HELLO = [_ROLE, _delta(content="नम"), _delta(content="स्ते")]
_SAID = ["नमस्ते", End("stop", "gpt")]
_A = ("call", "a", "f", '{"x":1}')

OPENAI: dict[str, tuple[list[Any], Seen]] = {
    "plain": ([*_HELLO, _STOP, "[DONE]"], _SAID),
    "no [DONE]": ([*_HELLO, _STOP], _SAID),
    "comments": ([": OPENROUTER PROCESSING\n\n", *_HELLO, ": x\n", _STOP, "[DONE]"], _SAID),
    "usage in a chunk without choices": (
        [*_HELLO, _STOP, {"model": "gpt", "choices": [], "usage": _COUNTED}, "[DONE]"],
        ["नमस्ते", End("stop", "gpt", _USAGE)],
    ),
    "usage in the last chunk": (
        [*_HELLO, _STOP, _delta(content="") | {"usage": _COUNTED}, "[DONE]"],
        ["नमस्ते", End("stop", "gpt", _USAGE)],
    ),
    "usage of Groq": (
        [_ROLE | {"x_groq": {"id": "r"}}, _delta(content="a"), _STOP | {"x_groq": {"id": "r", "usage": _COUNTED}}],
        ["a", End("stop", "gpt", _USAGE)],
    ),
    "usage in every chunk": (
        [_delta(content="a") | {"usage": {}}, _delta(content="b") | {"usage": _COUNTED}, _STOP],
        ["ab", End("stop", "gpt", _USAGE)],
    ),
    "usage that is none": (
        [_delta(content="a"), _STOP | {"usage": {"prompt_tokens": "9", "completion_tokens": -1}}],
        ["a", End("stop", "gpt", Usage(0, 0))],
    ),
    "null content": ([_delta(role="assistant", content=None), _delta(content="a"), _STOP], ["a", End("stop", "gpt")]),
    "nothing but text": ([{"choices": [{"delta": {"content": "a"}}]}, _STOP], ["a", End("stop", "asked")]),
    "parts": ([_delta(content=[{"type": "text", "text": "a"}, {"type": "x"}]), _STOP], ["a", End("stop", "gpt")]),
    "text beside the end": ([_delta("length", content="a")], ["a", End("length", "gpt")]),
    "an end of another name": ([_delta(content="a"), _delta("eos")], ["a", End("stop", "gpt")]),
    "a refusal": ([_delta(refusal="I can't."), _STOP], ["I can't.", End("stop", "gpt")]),
    "filtered": ([_delta(content="a"), _delta("content_filter")], ["a", End("filtered", "gpt")]),
    "filtered from the start": ([_ROLE, _delta("content_filter")], ["refused"]),
    "reasoning": (
        [_delta(reasoning="hm"), _delta(reasoning_content="hm", content=None), _delta(content="a"), _STOP],
        ["a", End("stop", "gpt")],
    ),
    "thoughts in front": (
        [
            _delta(content="<thi"),
            _delta(content="nk>so </thi"),
            _delta(content="nk>\n\na "),
            _delta(content="b"),
            _STOP,
        ],
        ["a b", End("stop", "gpt")],
    ),
    "thoughts alone": ([_delta(content="<think>so"), _STOP], ["empty"]),
    "no thought after all": ([_delta(content="<"), _STOP], ["<", End("stop", "gpt")]),
    "a sign": ([_delta(content="<th"), _delta(content="x"), _STOP], ["<thx", End("stop", "gpt")]),
    "empty": ([_ROLE, _STOP, "[DONE]"], ["empty"]),
    "blank": ([_ROLE, _delta(content=" \n"), _STOP, "[DONE]"], ["empty"]),
    "blank in front": ([_delta(content="\n\n"), _delta(content="a\n"), _STOP], ["a\n", End("stop", "gpt")]),
    "nothing": ([], ["disconnected"]),
    "no end": (_HELLO, ["नमस्ते", "disconnected"]),
    "no end before [DONE]": ([*_HELLO, "[DONE]"], ["नमस्ते", "disconnected"]),
    "garbage": ([*_HELLO, "{"], ["नमस्ते", "unreadable"]),
    "a list": ([[]], ["unreadable"]),
    "odd things": (
        [
            {"choices": None},
            {"choices": [None]},
            {"choices": [{"delta": None}]},
            {"choices": [{"delta": "x"}]},
            {},
            _STOP,
        ],
        ["empty"],
    ),
    "an error": ([*_HELLO, {"error": {"message": "…", "code": "server_error"}}], ["नमस्ते", "broken"]),
    "an error that is none": ([_delta(content="a") | {"error": None}, _STOP], ["a", End("stop", "gpt")]),
    "an error of OpenRouter": (
        [*_HELLO, _delta("error", content="") | {"error": {"code": 502, "message": "Provider disconnected"}}],
        ["नमस्ते", "broken"],
    ),
    "a limit of OpenRouter": ([{"error": {"code": 429, "message": "…"}, "choices": []}], ["limited"]),
    "an end by error": ([_delta("error")], ["broken"]),
    "an error of Groq": ([_delta(content="a"), _STOP | {"x_groq": {"error": "Over capacity"}}], ["a", "broken"]),
    "a call in pieces": (
        [
            _ROLE,
            _piece(index=0, id="a", type="function", name="f", arguments=""),
            _piece(index=0, arguments='{"x"'),
            _piece(index=0, arguments=":1}"),
            _CALLS,
            {"choices": [], "usage": _COUNTED},
            "[DONE]",
        ],
        [_A, End("calls", "gpt", _USAGE)],
    ),
    "text and two calls, interleaved": (
        [
            _delta(content="So."),
            _piece(index=0, id="a", name="f", arguments="{"),
            _piece(index=1, id="b", name="g", arguments=""),
            _piece(index=0, arguments='"x":1}'),
            _piece(index=1, arguments="{}"),
            _CALLS,
        ],
        ["So.", _A, ("call", "b", "g", "{}"), End("calls", "gpt")],
    ),
    "no index": (
        [
            _piece(id="a", name="f", arguments='{"x"'),
            _piece(arguments=":1}"),
            _piece(id="b", name="g", arguments="{}"),
            _STOP,
        ],
        [_A, ("call", "b", "g", "{}"), End("calls", "gpt")],
    ),
    "one index for all": (
        [_piece(index=0, id="a", name="f", arguments='{"x":1}'), _piece(index=0, id="b", name="g"), _CALLS],
        [_A, ("call", "b", "g", "{}"), End("calls", "gpt")],
    ),
    "neither index nor id": (
        [_piece(name="f", arguments={"x": 1}), _piece(name="g", arguments=None), _STOP],
        [("call", "made", "f", '{"x":1}'), ("call", "made", "g", "{}"), End("calls", "gpt")],
    ),
    "everything in every piece": (
        [
            _piece(index=0, id="a", name="f", arguments='{"x"'),
            _piece(index=0, id="a", name="f", arguments=":1}"),
            _CALLS,
        ],
        [_A, End("calls", "gpt")],
    ),
    "blank text beside calls": (
        [_delta(content="\n"), _piece(index=0, id="a", name="f", arguments='{"x":1}'), _CALLS],
        [_A, End("calls", "gpt")],
    ),
    "a signature": (
        [
            _piece(index=0, id="a", name="f", arguments="{}", extra_content={"google": {"thought_signature": "s"}}),
            _CALLS,
        ],
        [("call", "a", "f", "{}", "s"), End("calls", "gpt")],
    ),
    "a call cut off": ([_piece(index=0, id="a", name="f", arguments='{"x'), _delta("length")], ["cut"]),
    "text and a call cut off": (
        [_delta(content="So."), _piece(index=0, id="a", name="f", arguments='{"x'), _delta("length")],
        ["So.", End("length", "gpt")],
    ),
    "a call without a name": ([_piece(index=0, id="a", arguments="{}"), _CALLS], ["empty"]),
    "no calls where some were promised": ([_delta(content="a"), _CALLS], ["a", End("stop", "gpt")]),
    "odd pieces": (
        [_delta(tool_calls=None), _delta(tool_calls=[None, 7]), _delta(tool_calls="x"), _delta(content="a"), _STOP],
        ["a", End("stop", "gpt")],
    ),
    "too many calls": ([_piece(index=n, id=str(n), name="f") for n in range(65)], ["oversize"]),
    "what no database takes": (
        [_delta(content="a\0b") | {"model": "g\0pt"}, _delta(content="\0"), _STOP],
        ["ab", End("stop", "gpt")],
    ),
    "a name without an end": ([_delta(content="a") | {"model": "x" * 9000}, _STOP], ["a", End("stop", "x" * 200)]),
    "more tokens than there are": (
        [_delta(content="a"), _STOP | {"usage": {"prompt_tokens": 2**40, "completion_tokens": 2**31 - 1}}],
        ["a", End("stop", "gpt", Usage(0, 0))],
    ),
    "endless arguments": ([_piece(index=0, id="a", name="f", arguments="x" * 9000)] * 30, ["oversize"]),
}


def _candidate(*parts: Any, end: str | None = None, **beside: Any) -> dict[str, Any]:
    candidate = {"content": {"role": "model", "parts": list(parts)}, "index": 0}
    made = {"candidates": [candidate | ({"finishReason": end} if end else {})]}
    return made | {"modelVersion": "gemini-2.5-flash-001"} | beside


def _counted(prompt: int, said: int, thoughts: int = 0) -> dict[str, Any]:
    return {"promptTokenCount": prompt, "candidatesTokenCount": said, "thoughtsTokenCount": thoughts}


_GCALL = {"functionCall": {"name": "f", "args": {"x": 1}}}
_VERSION = "gemini-2.5-flash-001"

GEMINI: dict[str, tuple[list[Any], Seen]] = {
    "plain": ([_candidate({"text": "नम"}), _candidate({"text": "स्ते"}, end="STOP")], ["नमस्ते", End("stop", _VERSION)]),
    "the last usage": (
        [
            _candidate({"text": "a"}, usageMetadata=_counted(9, 1)),
            _candidate({"text": "b"}, usageMetadata=_counted(9, 2)),
            _candidate(end="STOP", usageMetadata=_counted(9, 2, 5)),
        ],
        ["ab", End("stop", _VERSION, Usage(9, 7))],
    ),
    "an end without content": (
        [_candidate({"text": "a"}), {"candidates": [{"finishReason": "STOP"}]}],
        ["a", End("stop", "asked")],
    ),
    "thoughts": (
        [_candidate({"text": "hm", "thought": True}), _candidate({"text": "a"}, end="STOP")],
        ["a", End("stop", _VERSION)],
    ),
    "a call": (
        [_candidate(_GCALL | {"thoughtSignature": "s"}), _candidate(end="STOP")],
        [("call", "made", "f", '{"x":1}', "s"), End("calls", _VERSION)],
    ),
    "text and calls": (
        [
            _candidate({"text": "So."}, _GCALL, {"functionCall": {"name": "g", "id": "7"}}, end="STOP"),
            _candidate(usageMetadata=_counted(1, 2)),
        ],
        ["So.", ("call", "made", "f", '{"x":1}'), ("call", "7", "g", "{}"), End("calls", _VERSION, Usage(1, 2))],
    ),
    "cut": ([_candidate({"text": "a"}, end="MAX_TOKENS")], ["a", End("length", _VERSION)]),
    "filtered": ([_candidate({"text": "a"}), _candidate(end="SAFETY")], ["a", End("filtered", _VERSION)]),
    "filtered from the start": ([_candidate(end="RECITATION")], ["refused"]),
    "blocked": ([{"promptFeedback": {"blockReason": "PROHIBITED_CONTENT"}}], ["refused"]),
    "a broken call": ([_candidate(end="MALFORMED_FUNCTION_CALL")], ["unreadable"]),
    "empty": ([_candidate({"text": ""}, end="STOP")], ["empty"]),
    "no end": ([_candidate({"text": "a"})], ["a", "disconnected"]),
    "nothing": ([], ["disconnected"]),
    "an error": (
        [_candidate({"text": "a"}), {"error": {"code": 503, "status": "UNAVAILABLE", "message": "…"}}],
        ["a", "broken"],
    ),
    "a limit": ([{"error": {"code": 429, "status": "RESOURCE_EXHAUSTED"}}], ["limited"]),
    "garbage": (["{"], ["unreadable"]),
    "odd things": ([{}, {"candidates": None}, {"candidates": [7]}, {"promptFeedback": {}}], ["disconnected"]),
    "odd parts": ([_candidate("x")], ["unreadable"]),
    "a call of nothing": ([_candidate({"functionCall": None})], ["unreadable"]),
    "a number": (["7"], ["unreadable"]),
}

_CASES = [(OpenAiReply, *case) for case in OPENAI.items()] + [(GeminiReply, *case) for case in GEMINI.items()]


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize(
    ("make", "case"),
    [(make, case) for make, _, case in _CASES],
    ids=[f"{make.__name__}: {name}" for make, name, _ in _CASES],
)
def test_bytes_become_events(make: Callable[[str], Reply], case: tuple[list[Any], Seen], ends: str) -> None:
    documents, seen = case
    stream = _stream(documents, ends)
    for size in (len(stream) or 1, 1400, 7, 1) if len(stream) < 5000 else (len(stream), 1400):
        # Text that came together with an error, and first, is not shown: another may be asked then.
        is_hidden = size >= len(stream) and seen[-1] in ("broken", "unreadable")
        assert _events(make, stream, size) == (seen[-1:] if is_hidden else seen)


def test_a_whole_answer_is_read_like_a_stream() -> None:
    reply = OpenAiReply("asked")
    call = {"id": "a", "type": "function", "function": {"name": "f", "arguments": "{}"}}
    message = {"role": "assistant", "content": "So.", "refusal": None, "tool_calls": [call]}
    document = {"model": "m", "choices": [{"message": message, "finish_reason": "tool_calls"}], "usage": _COUNTED}
    assert reply.shown(reply.take(document)) == "So."
    assert list(reply.closing()) == [Calls((ToolCall("a", "f", "{}"),)), End("calls", "m", _USAGE)]


def test_gemini_without_events_answers_with_a_list() -> None:
    reply = GeminiReply("asked")
    assert reply.shown(reply.take([_candidate({"text": "a"}), _candidate({"text": "b"}, end="STOP")])) == "ab"
    assert list(reply.closing()) == [End("stop", _VERSION)]


def test_a_reply_that_goes_on_and_on_is_ended() -> None:
    reply, reader = OpenAiReply("asked"), sse.Reader()
    piece = _stream([_delta(content="x" * 9_000)], "\n")
    shown = 0
    while not reply.is_over:
        shown += len(reply.shown(reply.read(reader.feed(piece))))
        assert shown < 1_100_000
    with pytest.raises(ModelFailed, match="oversize"):
        list(reply.closing())
