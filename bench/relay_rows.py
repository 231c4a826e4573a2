"""The relay's figures as lines of the table, beside what others need for the same."""

import subprocess
from collections.abc import Callable
from dataclasses import replace

from bench import litellm, relay
from bench.apart import NotInstalled
from bench.relay import Cost, Party
from bench.server import Server

Row = tuple[str, str, str]


def rows(url: str | None, *, quick: bool) -> list[Row]:
    with relay.vendor() as asked:
        return [*_product(asked, url, quick=quick), *([] if quick else _peers(asked))]


def _product(asked: Server, url: str | None, *, quick: bool) -> list[Row]:
    load = {"streams": 40, "seconds": 3, "turns": 64, "long": 400} if quick else _LOAD
    with relay.product(asked, url) as party:
        # First: what later loads leave behind would hide what streams take.
        before, held = relay.open_streams(party, 50 if quick else 500)
    with relay.product(asked, url) as party:
        first, straight = relay.first_token(party, asked, 20 if quick else 100)
        found = relay.cost(party, **load)
        tool = relay.tool_round(party, 80 if quick else 400)
        half, whole = (relay.size(party, count, include_content=False) for count in (2_000, 4_000))
        full = relay.size(party, 4_000, include_content=True)
    with relay.product(asked, url) as party:
        relay.remember(party, 1_000)
        remembered, plain = relay.first_token(party, asked, 20 if quick else 100)
        turn = relay.turn(party, load["turns"])
    with relay.product(asked, url, **_two_providers(asked)) as party:
        over = relay.failover(party, asked, 10 if quick else 40)
    return [
        *_costs("relay", found, load["streams"]),
        ("  first token, one client, above the vendor's own", f"{(first - straight) * 1e3:.1f} ms", "≤ 2 ms"),
        ("  the same of whoever has 1,000 memories", f"{(remembered - plain) * 1e3:.1f} ms", "≤ 20 ms"),
        ("  and a turn's CPU", f"{turn * 1e3:.2f} ms", ""),
        ("  lag of a token, all streams open", _lag(found), "≤ 5 ms, ≤ 50 ms"),
        ("a round of a tool, CPU beside the model", f"{tool * 1e3:.2f} ms", "≤ 1.5 ms"),
        (f"memory of {50 if quick else 500} open streams", f"{held - before:+.1f} MB (from {before:.0f})", "≤ +30 MB"),
        ("bytes of 4,000 tokens against 2,000, deltas alone", f"{whole / half:.2f} ×", "≤ 2.1 ×"),
        ("  4,000 with the text so far", f"{full / 1e6:.2f} MB", "≤ 4 MB"),
        ("failover before the first token", f"{over * 1e3:+.1f} ms", "≤ 50 ms"),
    ]


_LOAD = {"streams": 200, "seconds": 10, "turns": 512, "long": 1_000}
# What is slower by much is asked less; per token and turn it is the same.
_LOAD_OF_SLOW = {"streams": 10, "seconds": 5, "turns": 64, "long": 200}


def _peers(asked: Server) -> list[Row]:
    found: list[Row] = []
    for name, title in (("pipe", "bytes passed on unread"), ("bare", "bare relay: aiohttp and ASGI, nothing stored")):
        with relay.peer(name, asked) as party:
            first, straight = relay.first_token(party, asked, 100)
            measured = relay.cost(party, **_LOAD)
        found += [
            *_costs(title, measured, _LOAD["streams"], is_peer=True),
            ("  first token above the vendor's own", f"{(first - straight) * 1e3:.1f} ms", ""),
            ("  lag of a token", _lag(measured), ""),
        ]
    return [*found, *_litellm(asked)]


def _litellm(asked: Server) -> list[Row]:
    title = "LiteLLM's proxy, nothing stored"
    try:
        with litellm.proxy(asked.port) as server:
            headers = {"Authorization": f"Bearer {litellm.KEY}"}
            target = replace(relay.direct(asked), port=server.port, path="/v1/chat/completions", headers=headers)
            party = Party(server, target)
            measured = relay.cost(party, **_LOAD_OF_SLOW)
    except (NotInstalled, subprocess.TimeoutExpired, RuntimeError, ConnectionError) as error:
        return [(title, f"not measured: {str(error).strip().splitlines()[-1]}", "")]
    return _costs(title, measured, _LOAD_OF_SLOW["streams"], is_peer=True)


def _costs(title: str, cost: Cost, streams: int, *, is_peer: bool = False) -> list[Row]:
    goal: Callable[[str], str] = lambda words: "" if is_peer else words  # noqa: E731
    return [
        (f"{title}: CPU a token, {streams} streams at 50/s", f"{cost.paced_us:.1f} µs", goal("≤ 60 µs")),
        ("  in bursts", f"{cost.burst_us:.1f} µs", goal("≤ 15 µs")),
        ("  a turn beside its tokens", f"{cost.turn_ms:.2f} ms", goal("≤ 3 ms")),
    ]


def _lag(cost: Cost) -> str:
    count = len(cost.lags)
    if not count:
        return "never all open at once"
    median, p99 = cost.lags[count // 2], cost.lags[int(count * 0.99)]
    return f"median {median * 1e3:.1f}, p99 {p99 * 1e3:.1f} ms"


def _two_providers(asked: Server) -> dict[str, str]:
    """The first of them is the one that fails."""
    return {
        "OPENROUTER_BASE_URL": f"http://127.0.0.1:{asked.port}/openrouter/api/v1",
        "OPENROUTER_API_KEY": "sim",
    }
