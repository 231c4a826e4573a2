"""OpenAI's chunks, and OpenRouter's and Groq's, which differ in where the figures stand and what else is said."""

import json
import time
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import count
from typing import Any

from frontdesk.simulator.script import Call, Finish
from frontdesk.simulator.style import Style

_FINISHES: Mapping[Finish, str] = {
    "stop": "stop",
    "length": "length",
    "calls": "tool_calls",
    "filtered": "content_filter",
}
_DONE = b"data: [DONE]\n\n"
_COMMENT = b": OPENROUTER PROCESSING\n\n"
_numbers = count(1)


@lru_cache(maxsize=4096)
def quoted(text: str) -> bytes:
    """Every vendor leaves letters of all scripts as they are."""
    return json.dumps(text, ensure_ascii=False).encode()


def _dumps(document: Any) -> bytes:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def usage_document(usage: tuple[int, int]) -> dict[str, Any]:
    return {"prompt_tokens": usage[0], "completion_tokens": usage[1], "total_tokens": sum(usage)}


class OpenAiVoice:
    """`counts` is what `stream_options.include_usage` asked of OpenAI. Chunks are glued from bytes made once."""

    def __init__(self, style: Style, model: str, *, counts: bool = False) -> None:
        self._style = style
        self._model = model
        self._number = next(_numbers)
        self._created = int(time.time())
        self._usage = {"usage": None} if counts else {}
        self._counts = counts
        self._has_begun = False
        chunk = self._chunk(self._delta({"content": "\x00"}))
        head, _, tail = chunk.partition(rb'"\u0000"')
        self._head, self._tail = head, tail

    def opening(self) -> bytes:
        return _COMMENT * 2 if self._style is Style.OPENROUTER else b""

    def text(self, piece: str) -> bytes:
        return b"%b%b%b%b" % (self._begin(), self._head, quoted(piece), self._tail)

    def calls(self, calls: Sequence[Call]) -> list[bytes]:
        made = [self._begin()]
        for index, call in enumerate(calls):
            place = {"index": index} if call.has_index else {}
            first, *rest = _cut(call.arguments, 1 if self._style is Style.GROQ else call.pieces)
            named = {"id": self._call_id(call, index), "type": "function"}
            opens = {"name": call.name, "arguments": first}
            made.append(self._chunk(self._delta({"tool_calls": [{**place, **named, "function": opens}]})))
            made += [
                self._chunk(self._delta({"tool_calls": [{**place, "function": {"arguments": piece}}]}))
                for piece in rest
            ]
        return [piece for piece in made if piece]

    def closing(self, finish: Finish, usage: tuple[int, int]) -> bytes:
        last = self._delta({}, _FINISHES[finish])
        figures = usage_document(usage)
        match self._style:
            case Style.GROQ:
                named = {"id": f"req_{self._number:026}", "usage": {"queue_time": 0.01, **figures, "total_time": 0.2}}
                end = self._chunk(last, x_groq=named)
            case Style.OPENROUTER:
                end = self._chunk(last) + self._chunk(self._delta({"content": ""}), usage=figures)
            case _:
                end = self._chunk(last)
                if self._counts:
                    end += self._chunk(None, usage=figures)
        return self._begin() + end + _DONE

    def unfinished(self) -> bytes:
        return _DONE

    def error(self) -> bytes:
        match self._style:
            case Style.OPENROUTER:
                failed = {"code": 502, "message": "Provider returned error", "metadata": {"error_type": "provider"}}
                return self._chunk(self._delta({"content": ""}, "error"), error=failed)
            case Style.GROQ:
                failed = {"message": "Over capacity", "type": "internal_server_error"}
                return b"event: error\n" + self.line(_dumps({"error": failed}))
            case _:
                message = "The server had an error while processing your request. Sorry about that!"
                failed = {"message": message, "type": "server_error", "param": None, "code": None}
                return self.line(_dumps({"error": failed}))

    def line(self, data: bytes) -> bytes:
        return b"data: %b\n\n" % data

    def whole(self, text: str, calls: Sequence[Call], finish: Finish, usage: tuple[int, int]) -> bytes:
        message: dict[str, Any] = {"role": "assistant", "content": text or (None if calls else "")}
        if self._style is not Style.GROQ:
            message["refusal"] = None
        if calls:
            message["tool_calls"] = [
                {
                    "id": self._call_id(call, index),
                    "type": "function",
                    "function": {"name": call.name, "arguments": call.arguments},
                }
                for index, call in enumerate(calls)
            ]
        choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": _FINISHES[finish]}
        document = {**self._base("chat.completion"), "choices": [choice], "usage": usage_document(usage)}
        if self._style is Style.GROQ:
            document["x_groq"] = {"id": f"req_{self._number:026}"}
        return _dumps(document)

    def _begin(self) -> bytes:
        """The chunk that says who speaks; OpenRouter says so in each."""
        if self._has_begun or self._style is Style.OPENROUTER:
            return b""
        self._has_begun = True
        if self._style is Style.GROQ:
            named = {"id": f"req_{self._number:026}"}
            return self._chunk(self._delta({"role": "assistant", "content": ""}), x_groq=named)
        return self._chunk(self._delta({"role": "assistant", "content": "", "refusal": None}))

    def _delta(self, delta: Mapping[str, Any], finish: str | None = None) -> dict[str, Any]:
        if self._style is Style.OPENROUTER:
            spoken = {"role": "assistant", "content": None if "tool_calls" in delta else "", **delta}
            native = {"native_finish_reason": finish, "logprobs": None}
            return {"index": 0, "delta": spoken, "finish_reason": finish, **native}
        return {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}

    def _chunk(self, choice: Mapping[str, Any] | None, **more: Any) -> bytes:
        choices = [] if choice is None else [choice]
        document = {**self._base("chat.completion.chunk"), "choices": choices, **self._usage, **more}
        return self.line(_dumps(document))

    def _base(self, kind: str) -> dict[str, Any]:
        base = {"object": kind, "created": self._created, "model": self._model}
        if self._style is Style.OPENROUTER:
            return {"id": f"gen-{self._created}-{self._number:020}", "provider": "Simulator", **base}
        more = {"service_tier": "default"} if self._style is Style.OPENAI else {}
        return {"id": f"chatcmpl-{self._number:029}", **base, **more, "system_fingerprint": "fp_0123456789"}

    def _call_id(self, call: Call, index: int) -> str:
        return call.id or f"call_{self._number:020}{index:04}"


def _cut(text: str, pieces: int) -> list[str]:
    """OpenAI's first piece of arguments is empty where there are several."""
    if pieces <= 1:
        return [text]
    step = max(1, -(-len(text) // (pieces - 1)))
    return ["", *(text[at : at + step] for at in range(0, len(text), step))]
