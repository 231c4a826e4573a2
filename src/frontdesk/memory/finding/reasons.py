"""Why a memory was found, as a short sentence in the reader's language."""

from frontdesk.kit.languages import Language, text
from frontdesk.memory.finding.question import Parts
from frontdesk.memory.memories import Memory

# From these on a part is worth a word.
_ALL_WORDS = 0.75
_WORDS = 0.25
_SAME = 0.75
_CLOSE = 0.45
_IMPORTANT = 0.8
# What a question that asks the same is worth to the answer that follows it.
_BESIDE = 0.3
_MOST = 2


def say(memory: Memory, parts: Parts, language: Language) -> str:
    """The two strongest reasons, or that it is distantly related."""
    found = list(_reasons(memory, parts))[:_MOST]
    told = [text(f"memory.found_{key}", language, **values) for key, values in found]
    return text("memory.found_and", language, first=told[0], second=told[1]) if len(told) > 1 else _only(told, language)


def _only(told: list[str], language: Language) -> str:
    return told[0] if told else text("memory.found_distant", language)


def _reasons(memory: Memory, parts: Parts) -> list[tuple[str, dict[str, str]]]:
    found: list[tuple[str, dict[str, str]]] = []
    if parts.meaning >= _SAME:
        found.append(("same", {}))
    elif parts.words >= _ALL_WORDS:
        found.append(("words", {}))
    elif parts.about or parts.meaning >= _CLOSE:
        found.append(("close", {}))
    elif parts.words >= _WORDS:
        found.append(("some_words", {}))
    if parts.name and memory.source.speaker:
        found.append(("name", {"name": memory.source.speaker}))
    if parts.time:
        found.append(("time", {}))
    if parts.neighbours >= _BESIDE:
        found.append(("beside", {}))
    if parts.importance >= _IMPORTANT:
        found.append(("important", {}))
    return found
