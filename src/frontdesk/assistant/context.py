"""What a model gets to read: who it is, what is known, and as much of the conversation as fits.

Whatever others wrote (entries, memories, what tools found) stands between marks as data, and the system's text says
that nothing in there is an order.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from frontdesk.conversations.transcript import Message, Sender
from frontdesk.llm.messages import ChatMessage, Role

_CUT = "…"
# An end mark inside what is quoted would let it speak as us.
_MARK = re.compile(r"<\s*(/?)\s*(data)\b", re.IGNORECASE)
# A single message may take this share of what there is; longer ones keep their beginning.
_LARGEST_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Source:
    """Something to know, in others' words. `kind` is what it is ("knowledge", "memory"), `name` what people call it."""

    kind: str
    name: str
    text: str


def quoted(sources: Iterable[Source]) -> str:
    return "\n".join(
        f'<data kind="{source.kind}" name="{_harmless(source.name)}">\n{_harmless(source.text)}\n</data>'
        for source in sources
    )


def one_line(text: str) -> str:
    """What begins a line begins something of its own: nothing inside another's words may do so."""
    return " ".join(text.split())


def data(kind: str, text: str) -> str:
    """One piece of others' words, as a tool's answer."""
    return quoted([Source(kind, kind, text)])


def fit(
    system: str, history: Sequence[Message], said: str, *, budget: int, count: Callable[[str], int]
) -> tuple[ChatMessage, ...]:
    """System, the newest part of `history` (oldest first) that fits into `budget` tokens, and what was said.

    The system's text and the question always go, whatever they cost.
    """
    left = budget - count(system) - count(said)
    largest = max(1, int(budget * _LARGEST_SHARE))
    kept: list[ChatMessage] = []
    for message in reversed(history):
        if not message.content:
            continue
        content = _shortened(message.content, largest, count)
        left -= count(content)
        if left < 0:
            break
        kept.append(ChatMessage(Role.USER if message.sender is Sender.CUSTOMER else Role.ASSISTANT, content))
    # A conversation begins with somebody's question, not in the middle of an answer.
    while kept and kept[-1].role is Role.ASSISTANT:
        kept.pop()
    return (ChatMessage(Role.SYSTEM, system), *reversed(kept), ChatMessage(Role.USER, said))


def _shortened(content: str, largest: int, count: Callable[[str], int]) -> str:
    size = count(content)
    if size <= largest:
        return content
    return content[: max(1, int(len(content) * largest / size))] + _CUT


def _harmless(text: str) -> str:
    return _MARK.sub(r"&lt;\1\2", text)
