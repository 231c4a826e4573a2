"""Which language a message is in: by its script, then by words that only one language has."""

from collections.abc import Sequence

from frontdesk.booking.dialogue.extractors.lexicon import Entry
from frontdesk.kit.languages import Language
from frontdesk.kit.text import script_of

_DEVANAGARI = (Language.HI, Language.NE, Language.MR)
_BY_SCRIPT = {"latin": tuple(Language), "devanagari": _DEVANAGARI, "bengali": (Language.BN,)}
# In Latin letters a single telling word (weight 2) decides; one everyday word (weight 1) is a short reply.
_ENOUGH = 2


def of(text: str, entries: Sequence[tuple[Entry, ...]], inherited: Language) -> Language:
    """The message's language, or `inherited` where it does not tell: digits, names, emails, short replies."""
    script = script_of(text)
    possible = _BY_SCRIPT.get(script)
    if possible is None:
        return inherited
    if len(possible) == 1:
        return possible[0]
    scores = dict.fromkeys(possible, 0)
    for found in entries:
        _count(found, scores)
    best = max(possible, key=lambda language: (scores[language], language is inherited, -possible.index(language)))
    if script == "devanagari":
        return best if scores[best] or inherited not in possible else inherited
    return best if scores[best] >= _ENOUGH and _is_clear(scores, best, inherited) else inherited


def _count(found: tuple[Entry, ...], scores: dict[Language, int]) -> None:
    seen: dict[Language, int] = {}
    for entry in found:
        if entry.sounds and entry.category != "speaks":
            continue
        if entry.weight and not entry.rest and entry.language in scores:
            seen[entry.language] = max(seen.get(entry.language, 0), entry.weight)
    for language, weight in seen.items():
        scores[language] += weight


def _is_clear(scores: dict[Language, int], best: Language, inherited: Language) -> bool:
    """A tie goes to the conversation's own language, which `best` already prefers; English needs a real lead."""
    return best is not Language.EN or all(
        scores[other] < scores[best] or other is inherited for other in scores if other is not best
    )
