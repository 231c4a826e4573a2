"""How something is said: how much of it asks, and whether it speaks to somebody or of whoever says it."""

import re
from functools import cache

from frontdesk.kit.languages import Language, read_words
from frontdesk.retrieval import words

_SENTENCE = re.compile(r"[^.!?？।…\n]+[.!?？।…]*")
_ENDS = ("?", "？")


def is_question(text: str) -> bool:
    """Whether it ends as one."""
    return text.rstrip().endswith(_ENDS)


def asking(text: str) -> float:
    """The share 0…1 of it that is in questions: "I moved to Pune, to a flat by the river. And you?" is hardly one."""
    if not any(mark in text for mark in _ENDS):
        return 0.0
    sizes = [(len(sentence.split()), is_question(sentence)) for sentence in _SENTENCE.findall(text)]
    whole = sum(size for size, _ in sizes)
    return sum(size for size, asks in sizes if asks) / whole if whole else 0.0


def speaks_to(text: str, language: Language) -> bool:
    """Whether it says "you" or "your" of somebody, and does not only ask."""
    listed = _listed("you", language)
    return any(
        not listed.isdisjoint(words.tokens(sentence))
        for sentence in _SENTENCE.findall(text)
        if not is_question(sentence)
    )


def speaks_of_self(text: str, language: Language) -> bool:
    """Whether it says "I", "my" or "we"."""
    return not _listed("own", language).isdisjoint(words.tokens(text))


@cache
def _listed(key: str, language: Language) -> frozenset[str]:
    # People put English words into any language.
    both = (read_words("recall", one)[key] for one in (language, Language.EN))
    return frozenset(token for listed in both for word in listed for token in words.tokens(word))
