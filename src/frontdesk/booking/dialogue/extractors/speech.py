"""Which language a message is in: by its script, then by words that only one language has."""

from collections.abc import Sequence

from frontdesk.booking.dialogue.extractors.lexicon import Entry
from frontdesk.booking.dialogue.state import Field
from frontdesk.kit.languages import Language
from frontdesk.kit.text import script_of

_DEVANAGARI = (Language.HI, Language.NE, Language.MR)
_BY_SCRIPT = {"latin": tuple(Language), "devanagari": _DEVANAGARI, "bengali": (Language.BN,)}
# In Latin letters a single telling word (weight 2) decides; one everyday word (weight 1) is a short reply.
_ENOUGH = 2
# Fewer words are a reply, not a sentence: they leave a conversation in the language it is in.
_WORDS_OF_A_SENTENCE = 3


def of(text: str, words: Sequence[tuple[Entry, ...]], inherited: Language, asked: Field | None = None) -> Language:
    """The message's language, or `inherited` where it does not tell: digits, names, addresses, emails, short replies.

    `words` are the entries of each word of the text.
    """
    script = script_of(text)
    possible = _BY_SCRIPT.get(script)
    if possible is None:
        return inherited
    if len(possible) == 1:
        return possible[0]
    scores = dict.fromkeys(possible, 0)
    for found in words:
        _count(found, scores, inherited)
    best = max(possible, key=lambda language: (scores[language], language is inherited, -possible.index(language)))
    if script == "devanagari":
        return best if scores[best] or inherited not in possible else inherited
    if best is Language.EN and inherited is not Language.EN and not _is_english_sentence(words, asked):
        return inherited
    return best if scores[best] >= _ENOUGH and _is_clear(scores, best, inherited) else inherited


def _count(found: tuple[Entry, ...], scores: dict[Language, int], inherited: Language) -> None:
    """A word that the conversation's own language has as well says nothing against it."""
    seen: dict[Language, int] = {}
    own = False
    for entry in found:
        if entry.sounds and entry.category != "speaks":
            continue
        own = own or (entry.language is inherited and not entry.sounds and not entry.rest)
        if entry.weight and not entry.rest and entry.language in scores:
            seen[entry.language] = max(seen.get(entry.language, 0), entry.weight)
    if own and seen and inherited in scores:
        seen[inherited] = max(seen.values())
    for language, weight in seen.items():
        scores[language] += weight


def _is_english_sentence(words: Sequence[tuple[Entry, ...]], asked: Field | None) -> bool:
    """Everybody says "yes", "cancel" and "thank you", and writes addresses in English; a sentence has other words."""
    english = telling = 0
    least = 1
    for found in words:
        own = {entry.category for entry in found if entry.language is Language.EN and not entry.rest}
        english += bool(own & {"speaks", "also"})
        telling += "speaks" in own and "loan" not in own
        if any(entry.value == "thanks" and entry.language is Language.EN for entry in found):
            least = _ENOUGH
    if asked is Field.ADDRESS:
        return telling >= _ENOUGH
    if len(words) >= _WORDS_OF_A_SENTENCE:
        return telling >= least or (english > _WORDS_OF_A_SENTENCE and least == 1)
    return telling >= least and english == len(words) > 1


def _is_clear(scores: dict[Language, int], best: Language, inherited: Language) -> bool:
    """A tie goes to the conversation's own language, which `best` already prefers; English needs a real lead."""
    return best is not Language.EN or all(
        scores[other] < scores[best] or other is inherited for other in scores if other is not best
    )
