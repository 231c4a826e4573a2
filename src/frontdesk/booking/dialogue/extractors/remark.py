"""Whether a remark that nothing was understood of says anything that could be looked up."""

import re

from frontdesk.booking.dialogue.extractors.lexicon import lookup

# Words of talk, of the event and of the booking's own values: every business writes about weddings and cities, so
# that they alone would find an answer to something that nobody asked.
_LIGHT = frozenset(
    {"speaks", "also", "filler", "everyday", "copula", "answer", "not", "intent", "label", "want", "link", "honorific"}
    | {"city", "country", "place", "given", "surname", "day", "weekday", "month", "unit", "part", "stop", "refusal"}
    | {"number", "people", "instead", "small_talk", "hostile", "same", "lives", "intro_weak", "date_word", "shift"}
)
_WORD = re.compile(r"[^\W\d_][^\s.,!?;:।()\"/]*")


def has_weight(text: str) -> bool:
    return any(not _is_light(word) for word in _WORD.findall(text))


def _is_light(word: str) -> bool:
    entries = lookup(word)
    return any(entry.category in _LIGHT and not entry.rest for entry in entries)
