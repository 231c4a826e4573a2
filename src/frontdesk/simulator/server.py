"""The simulator as a server: four vendors on one port, told apart by the path."""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

import orjson

from frontdesk.simulator import checks, gemini_checks, refusals, replies
from frontdesk.simulator import script as scripts
from frontdesk.simulator.gemini import GeminiVoice
from frontdesk.simulator.openai import OpenAiVoice
from frontdesk.simulator.pace import Ticker
from frontdesk.simulator.play import Player, headers
from frontdesk.simulator.script import BadScript, Fault, Script
from frontdesk.simulator.style import Asked, Refused, Style, Target, Voice, target
from frontdesk.simulator.wire import Connection, Exchange, Seen

_BASES = {
    Style.OPENAI: "/openai/v1",
    Style.OPENROUTER: "/openrouter/api/v1",
    Style.GROQ: "/groq/openai/v1",
    Style.GEMINI: "/gemini/v1beta",
}
# Carries a script of its own, in the words of a marker or as JSON.
CONTROL = "x-sim"
_NO_PLACE = b'{"error": {"message": "Unknown request URL.", "type": "invalid_request_error"}}'
_MODELS = {
    Style.OPENAI: "gpt-4o-mini",
    Style.OPENROUTER: "openrouter/auto",
    Style.GROQ: "llama-3.3-70b-versatile",
    Style.GEMINI: "gemini-2.5-flash",
}


@dataclass(frozen=True, slots=True)
class _Queued:
    script: Script
    style: Style | None
    key: str | None
    repeats: bool


class Simulator:
    """`async with Simulator() as simulator`. `keys` are the good ones, None for any. `default` is what unscripted
    requests get, `pace` the tokens a second of scripts that say none, 0 for at once. Of `requests`, the oldest first,
    the last `keep` are kept."""

    def __init__(
        self,
        *,
        default: Script | None = None,
        keys: Collection[str] | None = None,
        pace: float = 0.0,
        keep: int = 1000,
    ) -> None:
        self.default = default or Script()
        self.keys = keys
        self.requests: list[Seen] = []
        self.url = ""
        self._pace = pace
        self._keep = keep
        self._queue: list[_Queued] = []
        self._connections: set[Connection] = set()
        self._came = asyncio.Event()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> None:
        loop = asyncio.get_running_loop()
        self._ticker = Ticker()
        self._server = await loop.create_server(
            lambda: Connection(self._answer, self._connections), host, port, backlog=2048
        )
        address = self._server.sockets[0].getsockname()
        self.url = f"http://{f'[{address[0]}]' if ':' in address[0] else address[0]}:{address[1]}"

    async def stop(self) -> None:
        """Whoever still waits for an answer is cut off."""
        self._server.close()
        self._ticker.close()
        for connection in tuple(self._connections):
            connection.transport.abort()
        await self._server.wait_closed()

    def base_url(self, style: Style | str) -> str:
        """What a client of that vendor takes for its base."""
        return self.url + _BASES[Style(style)]

    def script(
        self, *given: Script, style: Style | str | None = None, key: str | None = None, repeats: bool = False
    ) -> None:
        """The next requests of that vendor and that key, of any where not given, get these, one each; what `repeats`
        stays until `clear`. The first that fits is taken."""
        named = Style(style) if style else None
        self._queue += [_Queued(one, named, key, repeats) for one in given]

    def clear(self) -> None:
        self._queue.clear()

    async def took(self, count: int) -> Sequence[Seen]:
        """Waits for so many requests."""
        while len(self.requests) < count:
            self._came.clear()
            await self._came.wait()
        return self.requests

    def _answer(self, exchange: Exchange) -> None:
        seen = exchange.seen
        if seen.path in ("/_script", "/_requests"):
            self._control(exchange)
            return
        self.requests.append(seen)
        if len(self.requests) > self._keep:
            del self.requests[0]
        self._came.set()
        found = target(seen.method, seen.path)
        if found is None:
            exchange.answer(404, {}, _NO_PLACE)
            return
        try:
            self._vendor(exchange, found)
        except Refused as problem:
            exchange.answer(*refusals.refused(found.style, problem))
        except BadScript as problem:
            exchange.answer(*refusals.refused(found.style, Refused(f"[[sim]]: {problem}")))

    def _vendor(self, exchange: Exchange, found: Target) -> None:
        seen, style = exchange.seen, found.style
        key = _key(seen, style)
        if self.keys is not None and key not in self.keys:
            exchange.answer(*refusals.keyless(style, given=bool(key)))
            return
        if found.operation in ("models", "models_gemini"):
            exchange.answer(200, headers(style), _models(found))
            return
        script = self._scripted(seen, style, key)
        if script is None or not self._faulty(exchange, style, script.fault):
            asked = _asked(seen, found)
            if asked is None:
                exchange.answer(200, headers(style), _embeddings(seen, found))
                return
            if script is None:
                words = replies.marker(asked.question)
                script = self.default if words is None else scripts.from_words(words, self.default)
                if self._faulty(exchange, style, script.fault):
                    return
            self._play(exchange, script, asked)

    def _play(self, exchange: Exchange, script: Script, asked: Asked) -> None:
        voice: Voice
        if asked.style is Style.GEMINI:
            voice = GeminiVoice(asked.model, asked.prompt_tokens, is_array=asked.is_array)
        else:
            voice = OpenAiVoice(asked.style, asked.model, counts=asked.counts)
        Player(exchange, script, asked, voice, pace=self._pace).begin(self._ticker, script.first_after)

    def _scripted(self, seen: Seen, style: Style, key: str) -> Script | None:
        if CONTROL in seen.headers:
            return scripts.from_words(seen.headers[CONTROL], self.default)
        for index, queued in enumerate(self._queue):
            if queued.style in (None, style) and queued.key in (None, key):
                return queued.script if queued.repeats else self._queue.pop(index).script
        return None

    def _faulty(self, exchange: Exchange, style: Style, fault: Fault | None) -> bool:
        """Whether the request fared badly before anybody looked at it."""
        if fault is None:
            return False
        if fault.kind == "status":
            exchange.answer(*refusals.by_status(style, fault))
        elif fault.kind == "redirect":
            exchange.answer(307, {"Location": fault.location}, b"")
        elif fault.after is None and fault.kind == "reset":
            exchange.reset()
        elif fault.after is None and fault.kind == "close":
            exchange.close()
        else:
            return fault.after is None and fault.kind == "hang"
        return True

    def _control(self, exchange: Exchange) -> None:
        seen = exchange.seen
        if seen.path == "/_requests":
            exchange.answer(200, {}, orjson.dumps([_shown(one) for one in self.requests]))
        elif seen.method == "DELETE":
            self.clear()
            exchange.answer(200, {}, b'{"queued": 0}')
        else:
            try:
                self._queue_json(seen.json)
            except (BadScript, ValueError, TypeError) as problem:
                exchange.answer(400, {}, orjson.dumps({"error": str(problem)}))
            else:
                exchange.answer(200, {}, orjson.dumps({"queued": len(self._queue)}))

    def _queue_json(self, given: Any) -> None:
        """A script, or {scripts, style, key, repeats}."""
        if isinstance(given, dict) and "scripts" in given:
            made = [scripts.from_json(one) for one in given.pop("scripts")]
            self.script(*made, **given)
        else:
            self.script(scripts.from_json(given))


def _key(seen: Seen, style: Style) -> str:
    if style is Style.GEMINI:
        return seen.headers.get("x-goog-api-key", "")
    return seen.headers.get("authorization", "").removeprefix("Bearer ")


def _asked(seen: Seen, found: Target) -> Asked | None:
    """None for embeddings."""
    if found.operation in ("embed", "embed_gemini"):
        return None
    try:
        given = seen.json
        if found.style is not Style.GEMINI:
            return checks.chat(found.style, given)
        is_streamed = found.operation == "stream"
        is_array = is_streamed and seen.query.get("alt") != "sse"
        return gemini_checks.generate(found.model, given, is_streamed=is_streamed, is_array=is_array)
    except (orjson.JSONDecodeError, TypeError, AttributeError, KeyError):
        # The vendors look at every value; where a check here met one of the wrong kind, so would they have.
        raise Refused("Invalid JSON payload received.") from None


def _embeddings(seen: Seen, found: Target) -> bytes:
    try:
        given = seen.json
        if found.operation == "embed_gemini":
            texts, length = gemini_checks.embed(given)
            made = [{"values": replies.vector(text, length)} for text in texts]
            return orjson.dumps({"embeddings": made} if "requests" in given else {"embedding": made[0]})
        model, texts, length = checks.embeddings(given)
    except (orjson.JSONDecodeError, TypeError, AttributeError, KeyError, ValueError):
        raise Refused("Invalid JSON payload received.") from None
    tokens = sum(max(1, len(text) // 4) for text in texts)
    data = [
        {"object": "embedding", "index": index, "embedding": replies.vector(text, length)}
        for index, text in enumerate(texts)
    ]
    usage = {"prompt_tokens": tokens, "total_tokens": tokens}
    return orjson.dumps({"object": "list", "data": data, "model": model, "usage": usage})


def _models(found: Target) -> bytes:
    name = _MODELS[found.style]
    if found.operation == "models_gemini":
        methods = ["generateContent", "streamGenerateContent", "embedContent"]
        return orjson.dumps({"models": [{"name": f"models/{name}", "supportedGenerationMethods": methods}]})
    model = {"id": name, "object": "model", "created": 1_700_000_000, "owned_by": "simulator"}
    return orjson.dumps({"object": "list", "data": [model]})


def _shown(seen: Seen) -> dict[str, Any]:
    return {
        "method": seen.method,
        "path": seen.path,
        "query": seen.query,
        "headers": seen.headers,
        "body": seen.body.decode("utf-8", "replace"),
        "pieces": seen.pieces,
        "disconnected": seen.disconnected,
    }
