"""Parts -> the text that the customer reads."""

from collections.abc import Callable, Iterable

from frontdesk.booking.dialogue.step import Part, Say
from frontdesk.kit.languages import Language, text

Answer = Callable[[str], str | None]
"""The knowledge base's answer to a question, None if it has none."""


def render(parts: Iterable[Part], language: Language, answer: Answer, glance: Answer | None = None) -> str:
    """The parts in their order, a blank line between them.

    `answer` is called once for each question. `glance` stands in for it where nobody knows whether it was a question
    at all, and should record no gap.
    """
    return "\n\n".join(sentence for part in parts if (sentence := _sentence(part, language, answer, glance or answer)))


def _sentence(part: Part, language: Language, answer: Answer, glance: Answer) -> str:
    if isinstance(part, Say):
        return text(part.key, language, **part.values)
    if part.tentative:
        return glance(part.question) or text("booking.not_understood", language)
    if part.otherwise is not None:
        return glance(part.question) or (text(part.otherwise, language) if part.otherwise else "")
    return answer(part.question) or text("booking.no_answer", language)
