"""Gemini's answers: figures that grow, whole function calls, and no last word but the finish reason."""

import json
from collections.abc import Mapping, Sequence
from itertools import count
from typing import Any

from frontdesk.simulator.openai import quoted
from frontdesk.simulator.script import Call, Finish

_FINISHES: Mapping[Finish, str] = {"stop": "STOP", "length": "MAX_TOKENS", "calls": "STOP", "filtered": "SAFETY"}
_numbers = count(1)
SIGNATURE = "CtQBAXLI2nzc0SIMULATEDrT8kQ=="


def _dumps(document: Any) -> bytes:
    return json.dumps(document, ensure_ascii=False, separators=(", ", ": ")).encode()


class GeminiVoice:
    """Events of CRLF lines or, `is_array`, the elements of one JSON array."""

    def __init__(self, model: str, prompt_tokens: int, *, is_array: bool = False) -> None:
        self._prompt_tokens = prompt_tokens
        self._model = model
        self._number = next(_numbers)
        self._is_array = is_array
        self._told = 0
        self._has_begun = False
        figures = b'"usageMetadata": {"promptTokenCount": %d,"candidatesTokenCount": ' % prompt_tokens
        self._middle = b'}],"role": "model"},"index": 0}],' + figures
        named = b'"modelVersion": %b,"responseId": "%b"' % (quoted(model), self._id.encode())
        self._tail = b',"promptTokensDetails": [{"modality": "TEXT","tokenCount": %d}]},%b}' % (prompt_tokens, named)

    @property
    def _id(self) -> str:
        return f"sim{self._number:019}"

    def opening(self) -> bytes:
        return b""

    def text(self, piece: str) -> bytes:
        self._told += 1
        told, total = self._told, self._told + self._prompt_tokens
        counted = b'%b%d,"totalTokenCount": %d' % (self._middle, told, total)
        return self.line(
            b'{"candidates": [{"content": {"parts": [{"text": %b%b%b' % (quoted(piece), counted, self._tail)
        )

    def calls(self, calls: Sequence[Call]) -> list[bytes]:
        return [self._candidate([_call_part(call)]) for call in calls]

    def closing(self, finish: Finish, usage: tuple[int, int]) -> bytes:
        end = self._candidate([{"text": ""}], _FINISHES[finish], usage)
        return end + (b"]" if self._is_array else b"")

    def unfinished(self) -> bytes:
        return b"]" if self._is_array else b""

    def error(self) -> bytes:
        message = "The model is overloaded. Please try again later."
        return self.line(_dumps({"error": {"code": 503, "message": message, "status": "UNAVAILABLE"}}))

    def line(self, data: bytes) -> bytes:
        if not self._is_array:
            return b"data: %b\r\n\r\n" % data
        before, self._has_begun = b",\r\n" if self._has_begun else b"[", True
        return before + data

    def whole(self, text: str, calls: Sequence[Call], finish: Finish, usage: tuple[int, int]) -> bytes:
        parts = ([{"text": text}] if text else []) + [_call_part(call) for call in calls]
        return json.dumps(self._document(parts, _FINISHES[finish], usage), ensure_ascii=False, indent=2).encode()

    def _candidate(
        self, parts: Sequence[Mapping[str, Any]], finish: str | None = None, usage: tuple[int, int] | None = None
    ) -> bytes:
        return self.line(_dumps(self._document(parts, finish, usage or (self._prompt_tokens, self._told))))

    def _document(
        self, parts: Sequence[Mapping[str, Any]], finish: str | None, usage: tuple[int, int]
    ) -> dict[str, Any]:
        content = {"content": {"parts": parts, "role": "model"} if parts else {"role": "model"}}
        ended = {"finishReason": finish} if finish else {}
        return {
            "candidates": [{**content, **ended, "index": 0}],
            "usageMetadata": {
                "promptTokenCount": usage[0],
                "candidatesTokenCount": usage[1],
                "totalTokenCount": sum(usage),
                "promptTokensDetails": [{"modality": "TEXT", "tokenCount": usage[0]}],
            },
            "modelVersion": self._model,
            "responseId": self._id,
        }


def _call_part(call: Call) -> dict[str, Any]:
    """`args` is an object, so what is no JSON cannot be said; an id comes only where one was scripted."""
    named = {"id": call.id} if call.id else {}
    return {
        "functionCall": {**named, "name": call.name, "args": json.loads(call.arguments)},
        "thoughtSignature": call.signature or SIGNATURE,
    }
