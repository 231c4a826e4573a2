"""`doctor --call`: each key of each provider of language models is asked for one word."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import aclosing

from frontdesk.cli.doctor_checks import Finding, State
from frontdesk.llm import providers
from frontdesk.llm.failures import ModelFailed, NoProvider
from frontdesk.llm.messages import ChatMessage, ChatRequest, Role, Text
from frontdesk.llm.router import Route, Router
from frontdesk.settings import Settings

_QUESTION = ChatRequest((ChatMessage(Role.USER, "Answer with one word: ready"),), max_tokens=500)
_LONGEST = 40
_WORDS = {
    "timeout": "did not answer in time",
    "connection": "cannot be reached",
    "disconnected": "broke the connection off",
    "limited": "has too many requests just now",
    "quota": "has used up the day's or the plan's limit",
    "credits": "has nothing left to pay with",
    "auth": "refuses the key",
    "broken": "has a fault of its own",
    "rejected": "does not understand the request; look at the model's name",
    "too_long": "takes no message as short as this; look at the model's name",
    "empty": "answered with nothing",
}


def of_models(configured: Settings) -> Iterator[Finding]:
    """In the order of asking. Costs a few tokens a key."""
    with asyncio.Runner() as runner:
        for route in providers.routes(configured):
            for number, key in enumerate(route.keys, start=1):
                which = f", key {number} of {len(route.keys)}" if len(route.keys) > 1 else ""
                yield runner.run(_asked(Route(route.provider, (key,)), which))
            runner.run(route.provider.close())


async def _asked(route: Route, which: str) -> Finding:
    name, model = route.provider.name, route.provider.model
    began, text = time.monotonic(), ""
    try:
        async with aclosing(Router((route,)).stream(_QUESTION)) as events:
            async for event in events:
                text += event.delta if isinstance(event, Text) else ""
    except (NoProvider, ModelFailed) as failure:
        reason = failure.reason if isinstance(failure, ModelFailed) else failure.failures[name]
        said = _WORDS.get(reason, f"gave no usable answer ({reason})")
        return Finding(f"Call of {name}", State.BROKEN, f"{model}{which}: {said}.")
    shown = " ".join(text.split())[:_LONGEST]
    return Finding(
        f"Call of {name}", State.OK, f'{model}{which}: answered "{shown}" in {time.monotonic() - began:.1f} s.'
    )
