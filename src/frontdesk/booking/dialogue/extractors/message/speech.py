"""Which language a message is in: by its script, then by words that only one language has."""

from collections.abc import Sequence
from functools import cache, lru_cache

from frontdesk.booking.dialogue.extractors.message.lexicon import Entry, by_next
from frontdesk.booking.dialogue.state import Field
from frontdesk.kit.languages import Language, words
from frontdesk.kit.text import script_of

_DEVANAGARI = (Language.HI, Language.NE, Language.MR)
_BY_SCRIPT = {"latin": tuple(Language), "devanagari": _DEVANAGARI, "bengali": (Language.BN,)}
# In Latin letters a single telling word (weight 2) decides; one everyday word (weight 1) is a short reply.
_ENOUGH = 2
# A name belongs to no language: "Amar" is one, and "my" in Bengali.
_NAMES = frozenset({"given", "surname", "city", "country", "place"})
_INTROS = frozenset({"intro", "intro_weak"})
# So much of a word stands before an ending that tells.
_STEM, _STEM_IN_LATIN = 1, 2
# Fewer words are a reply, not a sentence: they leave a conversation in the language it is in.
_WORDS_OF_A_SENTENCE = 3


def of(
    text: str, spelt: Sequence[tuple[str, tuple[Entry, ...]]], inherited: Language, asked: Field | None = None
) -> Language:
    """The message's language, or `inherited` where it does not tell: digits, names, addresses, emails, short replies.

    `spelt` are the words of the text with what the lists know of each.
    """
    known = [found for _, found in spelt]
    script = script_of(text)
    possible = _BY_SCRIPT.get(script)
    if possible is None:
        return inherited
    if len(possible) == 1:
        return possible[0]
    if script == "latin" and asked is Field.NAME and _is_written_as_a_name(spelt):
        return inherited
    scores = dict.fromkeys(possible, 0)
    for word, found in spelt:
        _count(by_next(word)[0], scores, inherited)
        _count_ending(word, found, scores)
    best = max(possible, key=lambda language: (scores[language], language is inherited, -possible.index(language)))
    if script == "devanagari":
        return best if scores[best] or inherited not in possible else inherited
    if best is Language.EN and inherited is not Language.EN and not _is_english_sentence(known, asked):
        return inherited
    return best if scores[best] >= _ENOUGH and _is_clear(scores, best, inherited) else inherited


def _is_written_as_a_name(spelt: Sequence[tuple[str, tuple[Entry, ...]]]) -> bool:
    """ "Tara" is Nepali for "but"; Tara Iyer is somebody."""
    introduced = any(entry.category in _INTROS for _, found in spelt for entry in found if not entry.rest)
    return not introduced and len(spelt) <= _WORDS_OF_A_SENTENCE and all(word[:1].isupper() for word, _ in spelt)


def _count(found: tuple[Entry, ...], scores: dict[Language, int], inherited: Language) -> None:
    """A word that the conversation's own language has as well says nothing against it."""
    seen: dict[Language, int] = {}
    own = False
    for entry in found:
        if entry.sounds and entry.category != "speaks":
            continue
        listed = entry.language is inherited and not entry.sounds
        own = own or (listed and entry.category not in _NAMES)
        if entry.weight and entry.language in scores:
            seen[entry.language] = max(seen.get(entry.language, 0), entry.weight)
    if own and seen and inherited in scores:
        seen[inherited] = max(seen.values())
    for language, weight in seen.items():
        scores[language] += weight


@cache
def _endings() -> tuple[tuple[str, Language], ...]:
    """The longest first, so that a word tells one language only."""
    listed = ((ending, language) for language in Language for ending in words("language", language)["telling_ending"])
    return tuple(sorted(listed, key=lambda one: -len(one[0])))


@lru_cache(maxsize=4096)
def _told_by_ending(word: str) -> Language | None:
    written = word.casefold()
    least = _STEM_IN_LATIN if written.isascii() else _STEM
    return next(
        (
            language
            for ending, language in _endings()
            if written.endswith(ending) and len(written) >= len(ending) + least
        ),
        None,
    )


def _count_ending(word: str, found: tuple[Entry, ...], scores: dict[Language, int]) -> None:
    """A word that no list knows tells by the way it ends."""
    if any(not entry.sounds and not entry.rest for entry in found):
        return
    language = _told_by_ending(word)
    if language in scores:
        scores[language] += 1


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
