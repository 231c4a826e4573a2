"""An answer as it goes out: whole or in pieces, in time, to its end or to where the script breaks it off."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from frontdesk.simulator import replies
from frontdesk.simulator.pace import Ticker
from frontdesk.simulator.script import Fault, Finish, Script
from frontdesk.simulator.style import Asked, Style, Voice
from frontdesk.simulator.wire import Exchange

_GARBAGE = b'{"choices": [{"delta": {"content": <!doctype'
# Without a pace; more in one go would keep everybody else waiting.
_PACKETS_AT_ONCE = 512
# A client that does not read is looked at again after so many seconds.
_PATIENCE = 0.01

Ending = Literal["finish", "close", "reset", "hang"]


@dataclass(frozen=True, slots=True)
class Plan:
    """`items` that are text are encoded when they leave. `end` stands for the vendor's own closing where it is None.
    Without `has_head` nothing at all goes out. `length` is what the head promises of a body that is no stream."""

    media: str
    items: Sequence[str | bytes]
    opening: bytes = b""
    end: bytes | None = b""
    ending: Ending = "finish"
    length: int | None = None
    has_head: bool = True
    finish: Finish = "stop"
    usage: tuple[int, int] = (1, 0)


def plan(script: Script, asked: Asked, voice: Voice) -> Plan:
    pieces, calls = replies.said(script, asked)
    fault = script.fault
    finish: Finish = script.finish or ("calls" if calls else "stop")
    usage = script.usage or (asked.prompt_tokens, len(pieces) + sum(len(call.arguments) // 4 + 4 for call in calls))
    if not asked.is_streamed or (fault is not None and fault.kind == "whole"):
        if fault is not None and fault.kind == "long_line":
            pieces = ("x" * fault.size,)
        body = voice.whole("".join(pieces), calls, finish, usage)
        made = _whole(body, fault, voice)
    else:
        media = "application/json; charset=UTF-8" if asked.is_array else "text/event-stream; charset=utf-8"
        opening = voice.opening()
        if not (calls or fault or script.packet or asked.is_array):
            return Plan(media, pieces, opening, None, finish=finish, usage=usage)
        items: list[bytes] = [*(voice.text(piece) for piece in pieces), *voice.calls(calls)]
        made = replace(_broken(items, fault, voice), media=media, opening=opening, finish=finish, usage=usage)
    if script.packet and made.has_head:
        end = voice.closing(finish, usage) if made.end is None else made.end
        data = made.opening + b"".join(item for item in made.items if isinstance(item, bytes)) + end
        cut = [data[at : at + script.packet] for at in range(0, len(data), script.packet)]
        made = replace(made, opening=b"", items=cut, end=b"", length=None)
    return made


def _whole(body: bytes, fault: Fault | None, voice: Voice) -> Plan:
    made = Plan("application/json", (body,), length=len(body))
    match fault.kind if fault else None:
        case "garbage":
            return replace(made, items=(_GARBAGE,), length=len(_GARBAGE))
        case "error":
            said = voice.error().partition(b"data: ")[2].strip() or voice.error().strip(b"[]\r\n")
            return replace(made, items=(said,), length=len(said))
        case "reset" | "close" | "hang" as ending:
            assert fault is not None  # noqa: S101  # it has a kind
            came = () if not fault.after else (body[: len(body) // 2],)
            return replace(made, items=came, ending=ending, has_head=fault.after is not None)
        case "unfinished":
            return replace(made, items=(body[: len(body) // 2],), ending="close")
        case _:
            return made


def _broken(items: Sequence[bytes], fault: Fault | None, voice: Voice) -> Plan:
    made = Plan("", items, end=None)
    if fault is None:
        return made
    before, behind = items[: fault.after or 0], items[fault.after or 0 :]
    match fault.kind:
        case "error":
            return replace(made, items=[*before, voice.error()], end=b"")
        case "garbage":
            return replace(made, items=[*before, voice.line(_GARBAGE), *behind])
        case "long_line":
            return replace(made, items=[*before, voice.text("x" * fault.size), *behind])
        case "unfinished":
            return replace(made, items=before, end=b"")
        case "unreasoned":
            return replace(made, items=before, end=voice.unfinished())
        case "reset" | "close" | "hang" as ending:
            return replace(made, items=before, end=b"", ending=ending, has_head=fault.after is not None)
        case _:
            return made


class Player:
    """Plays one plan on one exchange, when the ticker calls."""

    __slots__ = (
        "_asked", "_at", "_burst", "_exchange", "_has_begun", "_holds_at", "_interval", "_pause", "_plan", "_sent",
        "_stamped", "_start", "_step", "_voice",
    )  # fmt: skip

    def __init__(self, exchange: Exchange, script: Script, asked: Asked, voice: Voice, *, pace: float) -> None:
        self._exchange = exchange
        self._asked = asked
        self._voice = voice
        self._plan = plan(script, asked, voice)
        self._stamped = script.stamped
        self._burst = 1 if script.packet else script.burst
        rate = pace if script.tokens_per_second is None else script.tokens_per_second
        self._interval = script.packet_seconds if script.packet else self._burst / rate if rate else 0.0
        self._step = 1 if script.packet else _PACKETS_AT_ONCE
        is_held = script.fault is not None and not script.packet and self._plan.length is None
        self._holds_at = script.fault.after if script.fault is not None and is_held else None
        self._pause = script.fault.pause if script.fault is not None else 0.0
        self._has_begun = False
        self._start = 0.0
        self._at = self._sent = 0

    def begin(self, ticker: Ticker, first_after: float) -> None:
        """What the vendor says while it still thinks goes out at once, the rest in its time."""
        if not self._plan.has_head:
            if self._plan.ending == "reset":
                self._exchange.reset()
            elif self._plan.ending == "close":
                self._exchange.close()
            return
        if self._plan.opening:
            self._begin()
        whole = self._interval * self._plan.usage[1] if self._plan.length is not None else 0.0
        self._start = ticker.now() + first_after + whole
        if self._start <= ticker.now():
            again = self.play(self._start)
            if again is not None:
                ticker.add(again, self.play)
        else:
            ticker.add(self._start, self.play)

    def play(self, now: float) -> float | None:
        """Sends what is due at `now`, and says when the next is."""
        if self._exchange.is_lost:
            return None
        if self._exchange.is_paused:
            return now + _PATIENCE
        if not self._has_begun:
            self._begin()
        due = self._step
        if self._interval:
            due = int((now - self._start) / self._interval + 1e-6) + 1 - self._sent
        items, burst, at = self._plan.items, self._burst, self._at
        stop = len(items) if not self._holds_at else min(len(items), self._holds_at)
        packets = [
            b"".join([self._encoded(item) for item in items[first : min(stop, first + burst)]])
            for first in range(at, min(stop, at + due * burst), burst)
        ]
        self._sent += len(packets)
        self._at = min(stop, at + len(packets) * burst)
        self._exchange.seen.pieces = self._at
        if self._holds_at and self._at == stop:
            self._exchange.send(packets)
            self._holds_at = None
            return now + self._pause
        is_last = self._at >= len(items)
        if is_last:
            packets.append(self._end())
        if packets:
            self._exchange.send(packets)
        if is_last:
            self._over()
            return None
        return self._start + self._sent * self._interval if self._interval else now

    def _encoded(self, item: str | bytes) -> bytes:
        if isinstance(item, bytes):
            return item
        return self._voice.text(f" {time.monotonic():.6f}" if self._stamped else item)

    def _end(self) -> bytes:
        return self._voice.closing(self._plan.finish, self._plan.usage) if self._plan.end is None else self._plan.end

    def _begin(self) -> None:
        self._has_begun = True
        self._exchange.head(200, {"Content-Type": self._plan.media, **headers(self._asked.style)}, self._plan.length)
        if self._plan.opening:
            self._exchange.send([self._plan.opening])

    def _over(self) -> None:
        match self._plan.ending:
            case "finish":
                self._exchange.finish()
            case "close":
                self._exchange.close()
            case "reset":
                self._exchange.reset()
            case "hang":
                pass  # until the client has enough of it


def headers(style: Style) -> dict[str, str]:
    """What every answer carries."""
    match style:
        case Style.GROQ:
            return {
                "x-ratelimit-limit-requests": "14400",
                "x-ratelimit-limit-tokens": "18000",
                "x-ratelimit-remaining-requests": "14370",
                "x-ratelimit-remaining-tokens": "17997",
                "x-ratelimit-reset-requests": "2m59.56s",
                "x-ratelimit-reset-tokens": "7.66s",
            }
        case Style.OPENAI:
            return {"x-request-id": "req_simulated", "openai-version": "2020-10-01"}
        case _:
            return {}
