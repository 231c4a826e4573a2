"""The answer without any model: the knowledge base in its own words, and an honest word about what this is."""

from collections.abc import Iterator
from dataclasses import dataclass

from frontdesk.kit.languages import Language, text
from frontdesk.knowledge.answer import Answer, speak

MODEL = "knowledge"
_PIECE = 24
# Small talk to most, and something that a business may have written about.
_PERHAPS_ASKED = frozenset({"chit_chat", "no_question"})


@dataclass(frozen=True, slots=True)
class LocalAnswer:
    """`source` is what is quoted of an entry; None where nothing fits."""

    text: str
    source: Answer | None


def answer(found: Answer | None, language: Language, courtesy: str | None) -> LocalAnswer:
    """`courtesy` is the kind of small talk that the question is, if it is."""
    if courtesy is not None and (found is None or courtesy not in _PERHAPS_ASKED):
        return LocalAnswer(text(f"assistant.local_{courtesy}", language), None)
    if found is None:
        return LocalAnswer(text("assistant.local_unknown", language), None)
    quote = speak(found, language)
    return LocalAnswer(text("assistant.local_answer", language, quote=quote, title=found.title), found)


def pieces(reply: str) -> Iterator[str]:
    """The reply in pieces of a few words, as a model would give it."""
    start = 0
    while start < len(reply):
        end = reply.find(" ", start + _PIECE)
        end = len(reply) if end < 0 else end
        yield reply[start:end]
        start = end
