"""The answer without any model: in the words of the knowledge base, or of the speaker herself, and an honest word about
what this is."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache

from babel.dates import format_date

from frontdesk.assistant.context import one_line
from frontdesk.kit.clock import Clock
from frontdesk.kit.languages import Language, read_words, text
from frontdesk.knowledge.answer import Answer, speak
from frontdesk.memory.finding.question import Parts
from frontdesk.memory.finding.recall import Hit
from frontdesk.memory.memories import Memory

MODEL = "knowledge"
_PIECE = 24
# Small talk to most, and something that a business may have written about.
_PERHAPS_ASKED = frozenset({"chit_chat", "no_question"})

# What a memory must have of a question about the speaker herself to be its answer: most of its words …
_WORDS = 0.6
# … or words and meaning together. Without such a word as "my" it may be about anything: then it takes more.
_BOTH = 0.75
_OF_OTHERS = 0.25
# Others as good as this share of the best are quoted too.
_NEARLY = 0.8
_MOST = 3


class By(StrEnum):
    """What a reply was made of."""

    MODEL = "model"
    KNOWLEDGE = "knowledge"
    MEMORY = "memory"
    COURTESY = "courtesy"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class LocalAnswer:
    """`source` is what is quoted of an entry, `hits` the memories that are."""

    text: str
    by: By
    source: Answer | None = None
    hits: tuple[Hit, ...] = ()


def answer(
    asked: str,
    found: Answer | None,
    language: Language,
    courtesy: str | None,
    hits: Sequence[Hit] = (),
    clock: Clock | None = None,
) -> LocalAnswer:
    """`courtesy` is the kind of small talk that the question is, if it is; `hits` what the speaker has said before."""
    told = _telling(asked, found, hits)
    if courtesy is not None and not told and (found is None or courtesy not in _PERHAPS_ASKED):
        return LocalAnswer(text(f"assistant.local_{courtesy}", language), By.COURTESY)
    if told:
        said = [_said(hit.memory, language, clock or Clock()) for hit in told]
        return LocalAnswer("\n".join([*said, "", text("assistant.local_memories", language)]), By.MEMORY, hits=told)
    if found is None:
        return LocalAnswer(text("assistant.local_unknown", language), By.NOTHING)
    quote = speak(found, language)
    reply = text("assistant.local_answer", language, quote=quote, title=found.title)
    return LocalAnswer(reply, By.KNOWLEDGE, found)


def _telling(asked: str, found: Answer | None, hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """Those that answer the question, and better than what the business has written."""
    more = 0.0 if _is_own(asked) else _OF_OTHERS
    if told := [hit for hit in hits if hit.parts.about]:
        return tuple(told[:_MOST])
    told = [hit for hit in hits if _convinces(hit.parts, more)]
    if not told or (found is not None and (more or told[0].parts.words < found.score)):
        return ()
    best = max(map(_both, told))
    return tuple(hit for hit in told if _both(hit) >= _NEARLY * best)[:_MOST]


def _convinces(parts: Parts, more: float) -> bool:
    return parts.words >= _WORDS + more or (parts.words > 0 and parts.words + parts.meaning >= _BOTH + more)


def _both(hit: Hit) -> float:
    return hit.parts.words + hit.parts.meaning


def _said(memory: Memory, language: Language, clock: Clock) -> str:
    day = clock.local(memory.said_at).date()
    return text(
        "assistant.local_memory", language, date=_day(day, clock.today(), language), quote=one_line(memory.content)
    )


def _day(day: date, today: date, language: Language) -> str:
    form = "d MMMM" if day.year == today.year else "d MMMM y"
    return str(format_date(day, form, locale=language.value))


def _is_own(asked: str) -> bool:
    """Whether the question speaks of whoever asks it."""
    return _own().search(asked.casefold()) is not None


@cache
def _own() -> re.Pattern[str]:
    words = {word for language in Language for word in read_words("recall", language)["own"]}
    # Marks of vowels are no word characters to a pattern, and belong to the word all the same.
    return re.compile(rf"(?<![\w\u0900-\u0dff])(?:{'|'.join(map(re.escape, sorted(words)))})(?![\w\u0900-\u0dff])")


def pieces(reply: str) -> Iterator[str]:
    """The reply in pieces of a few words, as a model would give it."""
    start = 0
    while start < len(reply):
        end = reply.find(" ", start + _PIECE)
        end = len(reply) if end < 0 else end
        yield reply[start:end]
        start = end
