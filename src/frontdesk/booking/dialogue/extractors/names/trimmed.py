"""A name without what runs on from it: the place somebody is from, the first name said once more."""

from frontdesk.booking.dialogue.extractors.names.run import Run, goes_back, run_from
from frontdesk.booking.dialogue.extractors.names.words import Kind, Words
from frontdesk.kit.languages import Language

# A word between a name and "from" is where somebody is from, even if no list knows the place.
_SHORTEST_PLACE = 4
_PLACES = ("city", "country", "place")


def without_home(words: Words, run: Run) -> Run:
    """ "Kabita Tamang Bhaktapur bata", "सायली जोशी पुण्यावरून": the last words are no family name."""
    start, end = run
    while end - start > 1 and is_glued_from(words, end - 1):
        end -= 1
    while end - start > 1 and is_glued_from(words, start):
        start += 1
    origin = next((at for at in range(start + 1, end + 1) if _is_from(words, at)), None)
    if origin is None or origin - start < 2:
        return start, end
    cut = origin - 1
    if words.is_known(cut) and not _is_place(words, cut):
        return start, end
    while cut - 1 > start and _is_place(words, cut - 1) and not words.is_known(cut - 1):
        cut -= 1
    return start, cut


def _is_from(words: Words, at: int) -> bool:
    mark = words.sheet.at("origin", at) if at < len(words.sheet.tokens) else None
    return mark is not None and not mark.sounds and mark.language is not Language.EN


def is_glued_from(words: Words, at: int) -> bool:
    """ "धरानबाट", "साताऱ्याहून": written onto the place."""
    text = words.sheet.tokens[at].text
    return not words.is_known(at) and len(text) > _SHORTEST_PLACE and text.endswith(("बाट", "हून", "থেকে"))


def _is_place(words: Words, at: int) -> bool:
    return any(words.covered(category, at) for category in _PLACES)


def without_echo(words: Words, run: Run) -> Run:
    """ "Meera Meera Pillai": people begin again when they say the name in full."""
    tokens = words.sheet.tokens
    start, end = run
    for size in range(1, (end - start) // 2 + 1):
        first, second = start + size, start + 2 * size
        said = [token.text.casefold() for token in tokens[start:second]]
        if second < end and said[:size] == said[size:]:
            return first, end
    return run


def in_full(words: Words, run: Run) -> Run:
    """ "Ritu hai, Ritu Saxena", "Bond, James Bond": the same name, with the rest of it where it is said again."""
    tokens, end = words.sheet.tokens, run[1]
    spots = words.words(*run)
    if len(spots) != 1 or words.sheet.at("honorific", spots[0]):
        return run
    said = tokens[spots[0]].text.casefold()
    for at in range(end, len(tokens)):
        if tokens[at].text.casefold() != said or not words.sheet.is_free(at, at + 1):
            continue
        first = at
        while first > end and goes_back(words, first - 1):
            first -= 1
        again = without_home(words, run_from(words, first))
        others = [spot for spot in words.words(*again) if tokens[spot].text.casefold() != said]
        fits = others and words.is_name(*again) and not words.is_offer(*again)
        if fits and all(words.kind(spot) >= Kind.PLAIN for spot in others):
            return again
    return run
